//! The operator's command: `tidewaiter`.
//!
//! Each command is a file under `commands`: its arguments, what it does, and a report that is
//! printed as a table for people or as JSON for programs. Exit codes: 0 done, 1 failed or not so,
//! 2 not asked rightly.

mod aws;
mod cli;
mod commands;
mod context;
mod dlq;
mod exit;
mod lineage;
mod options;
mod output;
mod post;
mod request;
mod result;
mod secret;
mod shell;
mod stack;
mod table;
mod tamper;
mod time;

use std::process::ExitCode;

use clap::Parser;
use jiff::Timestamp;

use crate::cli::Cli;
use crate::context::Context;
use crate::output::Output;

/// Runs the command that this process was started as.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.options.json);
    let context = Context::new(cli.options, now());
    match commands::run(cli.command, &context, output).await {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            output::error(&error);
            exit::code(&error)
        }
    }
}

/// This command's one reading of the clock.
#[expect(clippy::disallowed_methods, reason = "a command is where the clock is read")]
fn now() -> Timestamp {
    Timestamp::now()
}
