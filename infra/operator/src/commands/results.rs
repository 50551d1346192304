//! `tidewaiter results`: what was classified.

mod export;
mod history;
mod show;
mod writer;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;
use crate::scan::Selection;

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

/// Whose answers.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// Of this tenant
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// Of this item, by the sender's own number
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// Asked by events of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Recorded at this time or later, RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    since: Option<Timestamp>,
    /// Recorded before this time
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    until: Option<Timestamp>,
}

/// How the whole table is read, where it must be.
#[derive(Clone, Debug, Args)]
pub(crate) struct ScanArgs {
    /// Parts of the table that are read side by side
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    segments: u8,
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

impl SelectArgs {
    fn selection(&self) -> Selection {
        Selection {
            tenant: self.tenant.clone(),
            item: self.item.clone(),
            source: self.source.clone(),
            since: self.since,
            until: self.until,
        }
    }
}
