//! A feed that is read again from before a gap, beside its passes: the cursor stays where it is.

use std::cmp::Ordering;

use jiff::Timestamp;
use ledger::Gap;
use settings::{Feed, FeedCursor};

use crate::fault::Fault;
use crate::order::order;
use crate::pass::{Memory, PageSays, Read, way};
use crate::position::Position;
use crate::search::{Due, Search, due};
use crate::state::Cursor;

/// A feed that is about to be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeking {
    cursor: Cursor,
    search: Search,
    head: Position,
}

impl Cursor {
    /// The feed as it is searched now: the search that was under way goes on, or one begins that is
    /// due for these gaps. Nothing where neither is, or where no place from before the next pass is
    /// on record: what stands behind that is read anyhow.
    pub fn seek(&self, feed: &Feed, gap: Option<Gap>, now: Timestamp) -> Option<Seeking> {
        let under_way =
            self.search.as_ref().and_then(|search| Some((search, search.head.as_ref()?)));
        let (search, head) = match under_way {
            Some((search, head)) => (search.clone(), head.clone()),
            None => self.begin_search(feed, gap?, now)?,
        };
        let is_before = !self.is_read_by_passes(&head, feed);
        is_before.then(|| Seeking { cursor: self.clone(), search, head })
    }

    fn begin_search(&self, feed: &Feed, gap: Gap, now: Timestamp) -> Option<(Search, Position)> {
        let Due { search, since } = due(self.search.as_ref(), gap, now)?;
        Some((search, self.passed.before(since)?.clone().put_back(feed.overlap)))
    }

    /// Whether a search is under way.
    pub fn is_seeking(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.head.is_some())
    }

    fn is_read_by_passes(&self, head: &Position, feed: &Feed) -> bool {
        let first = self.marks.first();
        match &feed.cursor {
            FeedCursor::Opaque { .. } => head == first,
            FeedCursor::Id { .. } | FeedCursor::UpdatedAt { .. } => {
                order(head, first) != Ordering::Less
            }
        }
    }
}

impl Seeking {
    /// From where the next page is asked for.
    pub fn head(&self) -> &Position {
        &self.head
    }

    /// What is on record once the queue has the entries of this page; or why the feed is not read
    /// on.
    pub fn read(&self, page: &PageSays, feed: &Feed, memory: &mut Memory) -> Result<Read, Fault> {
        let way = way(page, feed, &self.head)?;
        memory.check(page, &self.head, way.is_end)?;
        let is_end = way.is_end || self.cursor.is_read_by_passes(&way.head, feed);
        Ok(Read { cursor: self.at((!is_end).then_some(way.head)), is_end })
    }

    /// What is on record after a fault: this search is over. The passes go on as they would have,
    /// since it may be the old place alone that the provider does not know any more.
    pub fn ends(&self) -> Cursor {
        self.at(None)
    }

    fn at(&self, head: Option<Position>) -> Cursor {
        let search = Some(self.search.clone().at(head));
        Cursor { search, ..self.cursor.clone() }
    }
}
