//! What is on record of a feed.

use std::cmp::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use settings::{Feed, FeedCursor};
use thiserror::Error;

use crate::fault::Fault;
use crate::mark::Marks;
use crate::order::order;
use crate::passed::Passed;
use crate::position::{Position, after};
use crate::search::Search;

/// How far a feed was read. It is written after each page that the queue has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// What its places are, in the word of the settings.
    pub(super) kind: String,
    /// Where passes begin.
    pub(super) marks: Marks,
    /// The pass that is under way, perhaps for several runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pass: Option<Pass>,
    /// When the feed was last read to its end; before that, when it was first asked.
    pub(super) read_at: Timestamp,
    /// When something new was last found in it, whoever brought it.
    pub(super) heard_at: Timestamp,
    /// The id of its last entry, by which something new is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last: Option<String>,
    /// Faults since the last good page.
    #[serde(default)]
    pub(super) faults: u32,
    /// It is not asked before this.
    pub(super) retry_at: Timestamp,
    /// Places from before the marks.
    #[serde(default, skip_serializing_if = "Passed::is_empty")]
    pub(super) passed: Passed,
    /// The searches for what gaps lack, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) search: Option<Search>,
}

/// A reading from the first mark to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// Where it goes on.
    pub head: Position,
    /// When it began.
    pub began_at: Timestamp,
    /// Whether it only looks for the end: what the feed held before the first run is not enqueued.
    #[serde(default)]
    pub skips: bool,
}

/// A feed that is about to be asked, since a time that a pass began at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub(super) cursor: Cursor,
    pub(super) pass: Pass,
}

/// A place behind that where passes begin, which is this one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("it stands at {0}, which is earlier: nobody would read what lies between")]
pub struct Forward(pub Position);

/// The first and the longest time for which a feed with a fault is left alone.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_mins(10);

impl Cursor {
    /// That of a feed that was never read.
    pub fn begin(feed: &Feed, now: Timestamp) -> Self {
        let said = Position::said(feed, now);
        let skips = said.is_none();
        let position = said.unwrap_or(Position::Start);
        let pass = Pass { head: position.clone(), began_at: now, skips };
        Self {
            kind: feed.cursor.word().to_owned(),
            marks: Marks::of(position, now),
            pass: skips.then_some(pass),
            read_at: now,
            heard_at: now,
            last: None,
            faults: 0,
            retry_at: now,
            passed: Passed::default(),
            search: None,
        }
    }

    /// Whether its places are what the settings say: a cursor of another kind is none.
    pub fn is_of(&self, feed: &Feed) -> bool {
        self.kind == feed.cursor.word()
    }

    /// The feed as it is asked now: the pass that was under way goes on, or a new one begins.
    pub fn ask(self, feed: &Feed, now: Timestamp) -> Asking {
        let begin = || Pass {
            head: self.marks.first().clone().put_back(feed.overlap),
            began_at: now,
            skips: false,
        };
        let pass = self.pass.clone().unwrap_or_else(begin);
        Asking { cursor: Self { pass: None, ..self }, pass }
    }

    /// What stands, told to begin at an earlier place: passes read from there on again. What they
    /// list anew is known, and is sent to nobody.
    ///
    /// A feed whose places have an order is not told to begin later: nobody would read what lies
    /// between.
    pub fn rewound(self, feed: &Feed, to: Position, now: Timestamp) -> Result<Self, Forward> {
        let stands = self.marks.first();
        let is_later = match &feed.cursor {
            FeedCursor::Opaque { .. } => false,
            FeedCursor::Id { .. } | FeedCursor::UpdatedAt { .. } => {
                order(&to, stands) == Ordering::Greater
            }
        };
        if is_later {
            return Err(Forward(stands.clone()));
        }
        Ok(Self { marks: Marks::of(to, now), pass: None, faults: 0, retry_at: now, ..self })
    }

    /// The kind of its places, in the word of the settings.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Where passes begin.
    pub fn begins_at(&self) -> &Position {
        self.marks.first()
    }

    /// Where the pass goes on that is under way, and since when it is.
    pub fn under_way(&self) -> Option<(&Position, Timestamp)> {
        self.pass.as_ref().map(|pass| (&pass.head, pass.began_at))
    }

    /// When the feed was last read to its end; before that, when it was first asked.
    pub fn read_at(&self) -> Timestamp {
        self.read_at
    }

    /// When something new was last found in it.
    pub fn heard_at(&self) -> Timestamp {
        self.heard_at
    }

    /// The id of its last entry.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// Faults since the last good page.
    pub fn faults(&self) -> u32 {
        self.faults
    }

    /// Until when the feed is left alone.
    pub fn retry_at(&self) -> Timestamp {
        self.retry_at
    }

    /// How long ago the feed was last read to its end.
    pub fn behind(&self, now: Timestamp) -> SignedDuration {
        now.duration_since(self.read_at).max(SignedDuration::ZERO)
    }

    /// Whether nothing new was found for too long.
    pub fn is_silent(&self, feed: &Feed, now: Timestamp) -> bool {
        feed.silent_after.is_some_and(|longest| now >= after(self.heard_at, longest))
    }
}

impl Asking {
    /// From where the next page is asked for.
    pub fn head(&self) -> &Position {
        &self.pass.head
    }

    /// Whether entries are only passed over.
    pub fn skips(&self) -> bool {
        self.pass.skips
    }

    /// What is on record if nothing came of it.
    pub fn stays(self) -> Cursor {
        Cursor { pass: Some(self.pass), ..self.cursor }
    }

    /// What is on record after a fault: the feed stays where it is, and is left alone for a while.
    /// Where its cursor may have been forgotten, the pass begins anew.
    pub fn fault(self, fault: Fault, now: Timestamp) -> Cursor {
        let Self { cursor, mut pass } = self;
        let faults = cursor.faults.saturating_add(1);
        let doublings = faults.saturating_sub(1).min(16);
        let wait = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
        if fault.ends_pass() {
            pass.head = cursor.marks.first().clone();
        }
        let goes_on = pass.skips || !fault.ends_pass();
        let pass = goes_on.then_some(pass);
        Cursor { pass, faults, retry_at: after(now, wait), ..cursor }
    }
}
