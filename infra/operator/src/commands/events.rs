//! `tidewaiter events`: what became of events.

mod list;
pub(crate) mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be asked about events.
#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    /// List events, the newest first
    List(list::List),
    /// Show everything that happened to one, in order
    Show(show::Show),
}

/// Runs the command.
pub(crate) async fn run(
    events: Events,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match events {
        Events::List(list) => list::run(&list, context, output).await,
        Events::Show(show) => show::run(&show, context, output).await,
    }
}
