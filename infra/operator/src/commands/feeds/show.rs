//! `tidewaiter feeds show`.

use clap::Args;
use cursors::CursorTable;
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::feeds::which::feed_of;
use crate::context::Context;
use crate::exit::Outcome;
use crate::feed::ShownFeed;
use crate::output::{Output, Report};
use crate::table::table;

/// Which one.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter feeds show erp

What its pages came to is in the log: tidewaiter logs --function reconcile --source erp")]
pub(crate) struct Show {
    /// The source
    #[arg(value_name = "SOURCE")]
    source: String,
}

/// What is on record.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    feed: ShownFeed,
    #[serde(skip)]
    now: Timestamp,
}

/// Runs the command.
pub(super) async fn run(show: &Show, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let settings = context.settings()?;
    let feed = feed_of(&settings, &show.source)?;
    let (connection, now) = (context.connect().await?, context.now);
    let stands = connection.cursors().look(&show.source).await?;
    let cursor = stands.as_ref().map(|stamped| &stamped.cursor);
    let feed = ShownFeed::of(&show.source, feed, cursor, now);
    output.report_on(&connection.stack, &Shown { feed, now })?;
    Ok(Outcome::Done)
}

impl Report for Shown {
    fn text(&self) -> String {
        table(["", ""], self.feed.rows(self.now))
    }
}
