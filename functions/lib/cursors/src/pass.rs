//! What a page means for the pass that reads it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::Timestamp;
use mapping::FeedPage;
use settings::{Feed, FeedCursor};

use crate::fault::Fault;
use crate::mark::Marks;
use crate::order::order;
use crate::position::{Position, before, format};
use crate::state::{Asking, Cursor, Pass};

/// The longest cursor that is kept.
const MOST_BYTES: usize = 2_048;

/// Pages without entries that may follow each other.
const MOST_EMPTY: u32 = 20;

/// What a page says of the way on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSays {
    /// How many entries it has.
    pub entries: usize,
    /// The cursor that it gives.
    pub next: Option<String>,
    /// Whether it says that there is more.
    pub has_more: Option<bool>,
    /// The last place that an entry says.
    pub greatest: Option<Position>,
    /// When the newest of its events happened, if all say so.
    pub newest: Option<Timestamp>,
    /// The ids of its entries, as far as they can be read.
    pub ids: Vec<String>,
}

impl From<&FeedPage> for PageSays {
    fn from(page: &FeedPage) -> Self {
        let places = page.entries.iter().filter_map(|entry| entry.place.clone());
        let times: Option<Vec<Timestamp>> = page.entries.iter().map(|entry| entry.time).collect();
        Self {
            entries: page.entries.len(),
            next: page.next.clone(),
            has_more: page.has_more,
            greatest: places.map(Position::from).max_by(order),
            newest: times.and_then(|times| times.into_iter().max()),
            ids: page.entries.iter().filter_map(|entry| entry.id.clone().ok()).collect(),
        }
    }
}

/// What a run has seen: no page is read twice in it.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    asked: BTreeSet<String>,
    pages: BTreeSet<Vec<String>>,
    empty: u32,
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is on record once the queue has its entries.
    pub cursor: Cursor,
    /// Whether it was the last one.
    pub is_end: bool,
}

impl Asking {
    /// What is on record once the queue has the entries of this page, which was asked for from the
    /// head; or why the feed is not read on.
    pub fn read(
        &self,
        page: &PageSays,
        feed: &Feed,
        memory: &mut Memory,
        now: Timestamp,
    ) -> Result<Read, Fault> {
        let asked = &self.pass.head;
        let way = way(page, feed, asked)?;
        memory.check(page, asked, way.is_end)?;
        let pass = Pass { head: way.head, ..self.pass.clone() };
        let mut cursor = Cursor { faults: 0, ..self.cursor.clone() };
        cursor.hear(page, now);
        if !pass.skips {
            let (position, at) = passed(asked, &pass.head, page, now);
            cursor.mark(position.by(now), at, feed);
        }
        if way.is_end {
            cursor.end(&pass, feed, now);
        } else {
            cursor.pass = Some(pass);
        }
        Ok(Read { cursor, is_end: way.is_end })
    }
}

/// A place that was passed, and before when everything happened that may come to stand before it.
/// Where entries say when they happened, that is the newest one behind the place; else, now.
fn passed(
    asked: &Position,
    head: &Position,
    page: &PageSays,
    now: Timestamp,
) -> (Position, Timestamp) {
    match page.newest {
        Some(newest) => (asked.clone(), newest.min(now)),
        None => (head.clone(), now),
    }
}

impl Cursor {
    /// Something new is told by the last entry of a page.
    fn hear(&mut self, page: &PageSays, now: Timestamp) {
        if let Some(last) = page.ids.last().filter(|last| self.last.as_ref() != Some(*last)) {
            self.last = Some(last.clone());
            self.heard_at = now;
        }
    }

    /// A mark never goes back, as far as places can be compared.
    fn mark(&mut self, position: Position, at: Timestamp, feed: &Feed) {
        let is_later = match &feed.cursor {
            FeedCursor::Opaque { .. } => position != *self.marks.last(),
            FeedCursor::Id { .. } | FeedCursor::UpdatedAt { .. } => {
                order(&position, self.marks.last()) == Ordering::Greater
            }
        };
        if is_later {
            self.marks.add(position, at, feed.lag);
        }
    }

    fn end(&mut self, pass: &Pass, feed: &Feed, now: Timestamp) {
        let end = pass.head.clone().by(now);
        if pass.skips {
            self.marks = Marks::of(end, now);
        } else {
            self.mark(end, now, feed);
            for left in self.marks.settle(pass.began_at, feed.lag) {
                self.passed.add(left, now);
            }
        }
        self.read_at = now;
    }
}

/// Where a page leads.
pub(super) struct Way {
    pub head: Position,
    pub is_end: bool,
}

pub(super) fn way(page: &PageSays, feed: &Feed, asked: &Position) -> Result<Way, Fault> {
    match &feed.cursor {
        FeedCursor::Opaque { .. } => by_token(page, feed, asked),
        FeedCursor::Id { .. } => by_place(page, feed, asked, asked),
        FeedCursor::UpdatedAt { .. } => {
            // Asked for a tick before, and in whole ticks.
            let tick = format(feed).tick().saturating_mul(2);
            let earliest = match asked {
                Position::At(time) => Position::At(before(*time, tick)),
                Position::Start | Position::After(_) => Position::Start,
            };
            by_place(page, feed, asked, &earliest)
        }
    }
}

fn by_token(page: &PageSays, feed: &Feed, asked: &Position) -> Result<Way, Fault> {
    let next = page.next.clone().map(Position::After);
    if page.next.as_ref().is_some_and(|next| next.len() > MOST_BYTES) {
        return Err(Fault::LongCursor);
    }
    let leads_on = next.as_ref().is_some_and(|next| next != asked);
    let has_more = page.has_more.or_else(|| is_full(page, feed));
    match (has_more.unwrap_or(page.entries > 0 && leads_on), next) {
        (true, Some(next)) if leads_on => Ok(Way { head: next, is_end: false }),
        // A full page may happen to be the last one.
        (true, _) if page.has_more.is_none() => Ok(Way { head: asked.clone(), is_end: true }),
        (true, Some(_)) => Err(Fault::Repeated),
        (true, None) => Err(Fault::NoCursor),
        (false, next) => Ok(Way { head: next.unwrap_or_else(|| asked.clone()), is_end: true }),
    }
}

fn by_place(
    page: &PageSays,
    feed: &Feed,
    asked: &Position,
    earliest: &Position,
) -> Result<Way, Fault> {
    let greatest = page.greatest.as_ref();
    if greatest.is_some_and(|found| order(found, earliest) == Ordering::Less) {
        return Err(Fault::Backward);
    }
    if matches!(greatest, Some(Position::After(id)) if id.len() > MOST_BYTES) {
        return Err(Fault::LongCursor);
    }
    let beyond = greatest.filter(|found| order(found, asked) == Ordering::Greater);
    let has_more = page.has_more.or_else(|| is_full(page, feed)).unwrap_or(beyond.is_some());
    match (has_more, beyond) {
        (true, Some(beyond)) => Ok(Way { head: beyond.clone(), is_end: false }),
        (true, None) => Err(Fault::Stuck),
        (false, beyond) => Ok(Way { head: beyond.unwrap_or(asked).clone(), is_end: true }),
    }
}

fn is_full(page: &PageSays, feed: &Feed) -> Option<bool> {
    feed.page_size.as_ref().map(|size| page.entries >= size.entries)
}

impl Memory {
    /// A page that leads on must be another one than before.
    pub(super) fn check(
        &mut self,
        page: &PageSays,
        asked: &Position,
        is_end: bool,
    ) -> Result<(), Fault> {
        if let Position::After(text) = asked {
            self.asked.insert(text.clone());
        }
        if is_end {
            return Ok(());
        }
        if page.next.as_ref().is_some_and(|next| self.asked.contains(next)) {
            return Err(Fault::Repeated);
        }
        if page.entries == 0 {
            self.empty = self.empty.saturating_add(1);
            return if self.empty > MOST_EMPTY { Err(Fault::Endless) } else { Ok(()) };
        }
        self.empty = 0;
        let is_new = page.ids.is_empty() || self.pages.insert(page.ids.clone());
        if is_new { Ok(()) } else { Err(Fault::Repeated) }
    }
}
