//! `tidewaiter feeds rewind`: a feed is read again from an earlier place.

use clap::Args;
use cursors::{Cursor, CursorTable, Position, Stamped, Swapped};
use jiff::Timestamp;
use serde::Serialize;
use settings::{Feed, FeedCursor};
use uuid::Uuid;

use crate::change::{ChangeArgs, Plan};
use crate::commands::feeds::which::feed_of;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::feed::ShownFeed;
use crate::output::{self, Output, Report};
use crate::table::table;
use crate::time;

const EXAMPLE: &str = "\
Examples:
  tidewaiter feeds rewind erp --to 2d --reason 'their webhooks failed since Monday'
  tidewaiter feeds rewind shop --to start --dry-run

The row is written only if nobody moved the cursor since it was read: try again if somebody did.
--json prints {stack, dry_run, changed, before, after}, both as `feeds show` has them.";

/// Which feed, and where it is to begin.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Rewind {
    /// The source
    #[arg(value_name = "SOURCE")]
    source: String,
    /// From where it is read again: `start`; where places are times, a time or how long ago (`2d`);
    /// else an id, or a cursor of the provider's own, behind which it goes on
    #[arg(long, value_name = "PLACE")]
    to: String,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What became of it.
#[derive(Debug, Serialize)]
struct Rewound {
    dry_run: bool,
    changed: bool,
    before: ShownFeed,
    after: ShownFeed,
    #[serde(skip)]
    now: Timestamp,
}

/// Runs the command.
pub(super) async fn run(
    rewind: &Rewind,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let (settings, now) = (context.settings()?, context.now);
    let (name, feed) = (rewind.source.as_str(), feed_of(&settings, &rewind.source)?);
    let to = place(feed, &rewind.to, now)?;
    let connection = context.connect().await?;
    let cursors = connection.cursors();
    let Some(stands) = cursors.look(name).await? else {
        output::complain(&format!(
            "the feed of {name} was never read: its first run begins where `from` says"
        ));
        return Ok(Outcome::NotSo);
    };
    let new = match base(stands.cursor.clone(), feed, now).rewound(feed, to, now) {
        Ok(new) => new,
        Err(forward) => {
            output::complain(&format!("nothing was changed: {forward}"));
            return Ok(Outcome::NotSo);
        }
    };
    let shown = |cursor| ShownFeed::of(name, feed, Some(cursor), now);
    let (before, after) = (shown(&stands.cursor), shown(&new));
    let rewound = Rewound { dry_run: false, changed: false, before, after, now };
    let Some(record) = rewind.change.begin(&rewound.plan(), &connection, context).await? else {
        output.report_on(&connection.stack, &Rewound { dry_run: true, ..rewound })?;
        return Ok(Outcome::Done);
    };
    let new = Stamped { cursor: new, stamp: Uuid::new_v4().to_string() };
    match cursors.swap(name, &new, Some(&stands.stamp)).await? {
        Swapped::Yes => {
            record.end("rewound").await?;
            output.report_on(&connection.stack, &Rewound { changed: true, ..rewound })?;
            Ok(Outcome::Done)
        }
        Swapped::No => {
            record.end("the cursor was moved meanwhile: nothing was changed").await?;
            output::complain(
                "nothing was changed: a run has moved the cursor meanwhile, try again",
            );
            Ok(Outcome::NotSo)
        }
    }
}

/// What is rewound: a cursor of another kind is none.
fn base(stands: Cursor, feed: &Feed, now: Timestamp) -> Cursor {
    if stands.is_of(feed) { stands } else { Cursor::begin(feed, now) }
}

/// The place that was said, of the kind that the feed's places are.
fn place(feed: &Feed, text: &str, now: Timestamp) -> Result<Position, Misused> {
    match &feed.cursor {
        _ if text == "start" => Ok(Position::Start),
        _ if text.is_empty() => Err(Misused("--to: is empty".to_owned())),
        FeedCursor::Opaque { .. } | FeedCursor::Id { .. } => Ok(Position::After(text.to_owned())),
        FeedCursor::UpdatedAt { .. } => {
            let at = time::moment(text).map_err(|reason| Misused(format!("--to: {reason}")))?;
            Ok(Position::At(at.at(now)))
        }
    }
}

impl Rewound {
    fn plan(&self) -> Plan {
        let (before, after) = (place_of(&self.before), place_of(&self.after));
        let what = format!("rewind the feed of {} to {after}", self.before.source);
        Plan::new(what).with([
            format!("its passes begin at {before} now"),
            "what it lists again and the ledger knows is not sent; an event that the ledger has \
             forgotten is worked on anew, and what is on record of its items stays"
                .to_owned(),
            "it begins within a minute, and reads as fast as its rate allows".to_owned(),
        ])
    }
}

fn place_of(feed: &ShownFeed) -> String {
    feed.begins_at.clone().unwrap_or_else(|| "nowhere".to_owned())
}

impl Report for Rewound {
    fn text(&self) -> String {
        let feed = if self.changed { &self.after } else { &self.before };
        let text = table(["", ""], feed.rows(self.now));
        if self.dry_run {
            format!("as it stands; it would begin at {}\n\n{text}", place_of(&self.after))
        } else {
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::tests::feed;

    #[test]
    fn a_place_is_of_the_kind_that_the_feed_has() {
        let now = Timestamp::from_second(100_000).expect("a time");
        let by_id = feed(r#"cursor = "id", has_more = "$.more", from = "start""#);
        let by_time = feed(r#"cursor = "updated_at", page_size = 3, from = "start""#);
        let day = Timestamp::from_second(13_600).expect("a time");
        for (feed, text, expected) in [
            (&by_id, "start", Position::Start),
            (&by_id, "2d", Position::After("2d".to_owned())),
            (&by_time, "start", Position::Start),
            (&by_time, "1d", Position::At(day)),
        ] {
            assert!(matches!(place(feed, text, now), Ok(place) if place == expected), "{text}");
        }
        assert!(place(&by_time, "evt_1", now).is_err());
        assert!(place(&by_id, "", now).is_err());
    }
}
