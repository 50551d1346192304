//! `tidewaiter status`: what is going on, on one screen.

use std::time::Duration;

use clap::Args;
use console::Term;

use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::Output;
use crate::status::gather;
use crate::time::Moment;

/// Once, or again and again.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter status --watch

Rates, and the age of the oldest message, are read from the metrics in the functions' logs, for which
CloudWatch charges nothing; without the right to read them the rest is shown.")]
pub(crate) struct Status {
    /// Look again every few seconds, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// How many seconds lie between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 5, requires = "watch", value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,
    /// Of how many minutes the rates are
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    minutes: u64,
}

/// Runs the command.
pub(crate) async fn run(
    status: &Status,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    if status.watch && output.is_json() {
        return Err(
            Misused("--watch is for people: leave it out, or leave out --json".to_owned()).into()
        );
    }
    let connection = context.connect().await?;
    let settings = context.settings();
    loop {
        let now = context.time();
        let since = Moment::Ago(Duration::from_secs(status.minutes.saturating_mul(60))).at(now);
        let shown = Box::pin(gather(&connection, &settings, since, now)).await?;
        if status.watch {
            Term::stdout().clear_screen()?;
        }
        output.report_on(&connection.stack, &shown)?;
        if !status.watch {
            return Ok(Outcome::Done);
        }
        tokio::time::sleep(Duration::from_secs(status.every)).await;
    }
}
