//! `tidewaiter feeds list`.

use clap::Args;
use cursors::CursorTable;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::feed::ShownFeed;
use crate::output::{Output, Report};
use crate::table::table;

/// All of them.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter feeds list")]
pub(crate) struct List {}

/// The list.
#[derive(Debug, Serialize)]
struct Listed {
    feeds: Vec<ShownFeed>,
    #[serde(skip)]
    now: Timestamp,
}

/// Runs the command.
pub(super) async fn run(_: &List, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let settings = context.settings()?;
    let connection = context.connect().await?;
    let (cursors, now) = (connection.cursors(), context.now);
    let mut feeds = Vec::new();
    for source in settings.sources.values() {
        let Some(feed) = &source.feed else { continue };
        let stands = cursors.look(source.name.as_str()).await?;
        let cursor = stands.as_ref().map(|stamped| &stamped.cursor);
        feeds.push(ShownFeed::of(source.name.as_str(), feed, cursor, now));
    }
    output.report_on(&connection.stack, &Listed { feeds, now })?;
    Ok(Outcome::Done)
}

impl Report for Listed {
    fn text(&self) -> String {
        table(ShownFeed::COLUMNS, self.feeds.iter().map(|feed| feed.cells(self.now)))
    }
}
