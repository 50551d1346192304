//! `tidewaiter dlq`: the events that could not be worked on.

mod choose;
mod drop;
mod list;
mod redrive;
mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be done with the dead-letter queue.
#[derive(Debug, Subcommand)]
pub(crate) enum Dlq {
    /// List the messages in it, and why each is there; all of them stay
    List(list::List),
    /// Everything that is known of one of them, but not its body
    Show(show::Show),
    /// Send messages to the queue again, once what was wrong is mended
    Redrive(redrive::Redrive),
    /// Remove messages, after each was written to a file
    Drop(drop::Drop),
}

/// Runs the command.
pub(crate) async fn run(dlq: Dlq, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    match dlq {
        Dlq::List(list) => list::run(&list, context, output).await,
        Dlq::Show(show) => show::run(&show, context, output).await,
        Dlq::Redrive(redrive) => redrive::run(&redrive, context, output).await,
        Dlq::Drop(drop) => drop::run(&drop, context, output).await,
    }
}
