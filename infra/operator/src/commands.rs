//! The commands, a file each.

mod backfill;
mod classify;
mod completions;
mod console;
mod dlq;
pub(crate) mod events;
mod feeds;
mod logs;
mod pause;
mod results;
mod send;
mod sign;
mod sources;
mod status;
mod verify;
mod waiting;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// Everything that `tidewaiter` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the headers that a sender would send with a body
    Sign(sign::Sign),
    /// Sign a body and post it, as its sender would
    Send(send::Send),
    /// What is going on, on one screen
    Status(status::Status),
    /// Say why a captured request verifies or not
    Verify(verify::Verify),
    /// Send a catalogue, behind all webhooks
    Backfill(Box<backfill::Backfill>),
    /// Classify one product now, for a person who waits
    Classify(classify::Classify),
    /// What was classified
    #[command(subcommand)]
    Results(results::Results),
    /// What became of events
    #[command(subcommand)]
    Events(events::Events),
    /// What the functions have logged, of an event or a request
    Logs(Box<logs::Logs>),
    /// The events that could not be worked on
    #[command(subcommand)]
    Dlq(dlq::Dlq),
    /// How far each source's feed was read
    #[command(subcommand)]
    Feeds(feeds::Feeds),
    /// The events that wait outside the queue
    #[command(subcommand)]
    Waiting(waiting::Waiting),
    /// Stop the events of a source, a tenant or an API; they wait, and none is lost
    Pause(pause::Pause),
    /// Let them go on
    Resume(pause::Resume),
    /// The file that lists every sender
    #[command(subcommand)]
    Sources(sources::Sources),
    /// The same as pages in a browser, on this machine
    Console(console::Console),
    /// Print what lets a shell complete this command
    Completions(completions::Completions),
    /// Print the manual page, or write those of all commands
    Man(completions::ManPages),
}

/// Runs one command of the whole command line.
pub(crate) async fn run(
    command: Command,
    context: &Context,
    output: Output,
    whole: fn() -> clap::Command,
) -> anyhow::Result<Outcome> {
    match command {
        Command::Sign(sign) => sign::run(&sign, context, output).await,
        Command::Send(send) => send::run(&send, context, output).await,
        Command::Status(status) => status::run(&status, context, output).await,
        Command::Verify(verify) => verify::run(&verify, context, output).await,
        Command::Backfill(backfill) => Box::pin(backfill::run(&backfill, context, output)).await,
        Command::Classify(classify) => classify::run(&classify, context, output).await,
        Command::Results(results) => results::run(results, context, output).await,
        Command::Events(events) => events::run(events, context, output).await,
        Command::Logs(logs) => Box::pin(logs::run(&logs, context, output)).await,
        Command::Dlq(dlq) => dlq::run(dlq, context, output).await,
        Command::Feeds(feeds) => Box::pin(feeds::run(feeds, context, output)).await,
        Command::Waiting(waiting) => waiting::run(waiting, context, output).await,
        Command::Pause(pause) => pause::pause(&pause, context, output).await,
        Command::Resume(resume) => pause::resume(&resume, context, output).await,
        Command::Sources(sources) => sources::run(&sources, context, output).await,
        Command::Console(console) => Box::pin(console::run(&console, context, output)).await,
        Command::Completions(shell) => completions::completions(&shell, whole()),
        Command::Man(pages) => completions::man(&pages, whole()),
    }
}
