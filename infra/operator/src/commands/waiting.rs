//! `tidewaiter waiting`: the events that wait outside the queue.

mod list;
mod release;
mod skip;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be done with events that wait.
#[derive(Debug, Subcommand)]
pub(crate) enum Waiting {
    /// List them: why each waits, for what, and until when
    List(list::List),
    /// Have them sent at the next look of the dispatcher, before they are due
    Release(release::Release),
    /// Give a number up that never comes, so that those after it go on
    Skip(skip::Skip),
}

/// Runs the command.
pub(crate) async fn run(
    waiting: Waiting,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match waiting {
        Waiting::List(list) => list::run(&list, context, output).await,
        Waiting::Release(release) => release::run(&release, context, output).await,
        Waiting::Skip(skip) => skip::run(&skip, context, output).await,
    }
}
