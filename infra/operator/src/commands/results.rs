//! `tidewaiter results`: what was classified.

mod args;
mod export;
mod history;
mod show;
mod writer;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be done with results.
#[derive(Debug, Subcommand)]
pub(crate) enum Results {
    /// List answers, the newest first
    Show(show::Show),
    /// Write answers to a file or to stdout as they are read: CSV, or JSON lines
    Export(export::Export),
    /// Every recorded state of one item, and what changed from one to the next
    History(history::History),
}

/// Runs the command.
pub(crate) async fn run(
    results: Results,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match results {
        Results::Show(show) => show::run(&show, context, output).await,
        Results::Export(export) => export::run(&export, context, output).await,
        Results::History(history) => history::run(&history, context, output).await,
    }
}
