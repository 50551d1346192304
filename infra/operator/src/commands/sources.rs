//! `tidewaiter sources …`: the file that lists every sender.

mod check;
mod explain;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

/// What can be done with the sources file.
#[derive(Debug, Subcommand)]
pub(crate) enum Sources {
    /// Read the file as the functions do: everything that is wrong with it, or what it says and
    /// what holds where it says nothing
    #[command(after_help = "\
Example: tidewaiter sources check --sources infra/sources.toml

The file's stack is not asked. Exit codes: 0 it is good; 1 it has problems, each with its line.")]
    Check,
    /// What a body becomes under the mapping of its source, and what is known of it already; nothing is
    /// sent
    Explain(explain::Explain),
}

/// Runs the command.
pub(crate) async fn run(
    sources: &Sources,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match sources {
        Sources::Check => check::run(context, output),
        Sources::Explain(explain) => explain::run(explain, context, output).await,
    }
}
