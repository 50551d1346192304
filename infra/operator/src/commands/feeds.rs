//! `tidewaiter feeds`: how far each source's feed was read.

mod list;
mod rewind;
mod show;
mod which;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be done with feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum Feeds {
    /// List every feed: where its cursor stands, how far behind it is, whether it is silent
    List(list::List),
    /// Everything that is on record of one
    Show(show::Show),
    /// Have a feed read again from an earlier place
    Rewind(rewind::Rewind),
}

/// Runs the command.
pub(crate) async fn run(
    feeds: Feeds,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match feeds {
        Feeds::List(list) => list::run(&list, context, output).await,
        Feeds::Show(show) => show::run(&show, context, output).await,
        Feeds::Rewind(rewind) => rewind::run(&rewind, context, output).await,
    }
}
