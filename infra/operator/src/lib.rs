//! The operator's command: `tidewaiter`.
//!
//! Each command is a file under `commands`: its arguments, what it does, and a report that is
//! printed as a table for people or as JSON for programs. Exit codes: 0 done, 1 refused or found
//! nothing, 2 not asked rightly, 3 AWS would not do it.

mod answers_scan;
mod aws;
mod capture;
mod catalogue;
mod change;
mod cli;
mod clock;
mod commands;
mod connection;
mod console;
mod context;
mod describe;
mod diagnosis;
mod dlq;
mod environment;
mod events;
mod exit;
mod feed;
mod history;
mod hold;
mod key;
mod known;
mod lineage;
mod logs;
mod options;
mod outbox;
mod output;
mod outputs;
mod post;
mod product;
mod progress;
mod request;
mod result;
mod scan;
mod secret;
mod shell;
mod spend;
mod stack;
mod standings;
mod status;
mod table;
mod tamper;
mod time;
mod trouble;
mod waiting;
mod which;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use jiff::Timestamp;

use crate::cli::Cli;
use crate::context::Context;
use crate::environment::Environment;
use crate::output::Output;

/// Runs the command that this process was started as.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.options.json);
    let context = Context::new(cli.options, Environment::read(), now);
    match Box::pin(commands::run(cli.command, &context, output, Cli::command)).await {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            output::error(&error);
            exit::code(&error)
        }
    }
}

/// The clock, as exact as anything here is kept.
#[expect(clippy::disallowed_methods, reason = "a command is where the clock is read")]
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
