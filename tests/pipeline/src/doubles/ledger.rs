//! A ledger's table in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use ledger::{
    Fresh, LedgerTable, Marked, Phase, Place, Row, Seen, Unavailable, Waiter, WaitingPages,
    WaitingTable, Written,
};

use crate::doubles::Fault;

/// Keeps the promises of [`LedgerTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    stored: Arc<Mutex<Stored>>,
    lanes: Arc<Mutex<BTreeSet<String>>>,
    /// Faults to come.
    pub fault: Fault,
}

/// The rows, and the index over those that wait: their lane, their place, their event.
#[derive(Debug, Default)]
struct Stored {
    rows: BTreeMap<String, Row>,
    waiting: BTreeSet<(String, Place)>,
}

impl Stored {
    fn put(&mut self, row: &Row) {
        let before = self.rows.insert(row.event.clone(), row.clone());
        if let Some(place) = before.as_ref().and_then(indexed) {
            self.waiting.remove(&place);
        }
        self.waiting.extend(indexed(row));
    }

    /// The waiting rows of a lane, in turn, those behind this place only.
    fn lane<'s>(
        &'s self,
        lane: &'s str,
        behind: &Place,
    ) -> impl Iterator<Item = (&'s Place, &'s Row)> {
        let from = Bound::Excluded((lane.to_owned(), behind.clone()));
        let places = self.waiting.range((from, Bound::Unbounded));
        let places = places.take_while(move |(found, _)| found == lane);
        places.filter_map(|(_, place)| Some((place, self.rows.get(&place.event)?)))
    }
}

fn indexed(row: &Row) -> Option<(String, Place)> {
    let wait = row.wait.as_ref()?;
    Some((wait.lane.clone(), Place { turn: wait.turn.clone(), event: row.event.clone() }))
}

fn waiter(row: &Row) -> Option<Waiter> {
    let wait = row.wait.as_ref()?;
    Some(Waiter {
        event: row.event.clone(),
        token: row.token.clone(),
        turn: wait.turn.clone(),
        tenant: wait.tenant.clone(),
        cause: wait.cause,
        due: wait.due,
        parked_at: wait.parked_at,
        first_received: row.first_received,
        units: wait.units,
    })
}

impl MemoryLedger {
    /// The row of an event.
    pub fn row(&self, event: &str) -> Option<Row> {
        self.stored().rows.get(event).cloned()
    }

    /// Every row.
    pub fn rows(&self) -> Vec<Row> {
        self.stored().rows.values().cloned().collect()
    }

    /// Whether any row waits.
    pub fn has_waiting(&self) -> bool {
        !self.stored().waiting.is_empty()
    }

    /// Deletes rows, as their expiry would.
    pub(crate) fn remove(&self, is_over: impl Fn(&Row) -> bool) {
        let mut stored = self.stored();
        let over: Vec<Row> = stored.rows.values().filter(|row| is_over(row)).cloned().collect();
        for row in over {
            stored.rows.remove(&row.event);
            if let Some(place) = indexed(&row) {
                stored.waiting.remove(&place);
            }
        }
    }

    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().expect("a lock")
    }

    /// Writes `row` in place of `was`, as one of several writes of a transaction: if that is not
    /// `wanted` for the others' sake, it is only said whether it would have been.
    pub(crate) fn swap(&self, row: &Row, was: &Row, wanted: bool) -> Written {
        if wanted {
            return self.write(row, |found| found.is_some_and(|found| found.is_still(was)));
        }
        match self.row(&row.event) {
            Some(found) if found.is_still(was) => Written::Yes,
            Some(found) => Written::No(Box::new(found)),
            None => Written::Gone,
        }
    }

    fn write(&self, row: &Row, free: impl FnOnce(Option<&Row>) -> bool) -> Written {
        let mut stored = self.stored();
        let found = stored.rows.get(&row.event);
        if free(found) {
            stored.put(row);
            return Written::Yes;
        }
        found.map_or(Written::Gone, |found| Written::No(Box::new(found.clone())))
    }
}

impl LedgerTable for MemoryLedger {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        let free = |found: Option<&Row>| found.is_none_or(|found| found.is_expired(fresh.now));
        self.fault.around(|| self.write(row, free)).map_err(Unavailable)
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        let free = |found: Option<&Row>| found.is_some_and(|found| found.is_still(was));
        self.fault.around(|| self.write(row, free)).map_err(Unavailable)
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.fault.around(|| self.row(event)).map_err(Unavailable)
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        let open = || self.lanes.lock().expect("a lock").insert(lane.to_owned());
        self.fault.around(open).map(|_| ()).map_err(Unavailable)
    }
}

impl WaitingTable for MemoryLedger {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.fault.around(|| self.lanes.lock().expect("a lock").clone()).map_err(Unavailable)
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.look(event).await
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        let mark = |row: &mut Row| {
            (row.phase, row.wait, row.expires_at) = (Phase::Released, None, Some(expires_at));
            Marked::Yes
        };
        self.fault.around(|| self.change(event, token, mark)).map_err(Unavailable)
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        let wake = |row: &mut Row| {
            let Some(wait) = row.wait.as_mut().filter(|wait| wait.due > due) else {
                return Marked::No;
            };
            let (turns, _) = wait.turn.rsplit_once('#').expect("a turn");
            wait.turn = format!("{turns}#{:014}", due.as_millisecond());
            wait.due = due;
            Marked::Yes
        };
        self.fault.around(|| self.change(event, token, wake)).map_err(Unavailable)
    }
}

impl WaitingPages for MemoryLedger {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, Unavailable> {
        let behind = Place { turn: beyond.to_owned(), event: String::new() };
        let head = || {
            let stored = self.stored();
            let mut rows = stored.lane(lane, &behind);
            rows.find(|(place, _)| place.turn.as_str() > beyond).map(seen)
        };
        self.fault.around(head).map_err(Unavailable)
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        let first = Place { turn: turns.to_owned(), event: String::new() };
        let behind = behind.map_or(&first, |behind| behind.max(&first));
        let page = || {
            let stored = self.stored();
            let rows = stored.lane(lane, behind);
            rows.take_while(|(place, _)| place.turn.starts_with(turns))
                .take(limit)
                .map(seen)
                .collect()
        };
        self.fault.around(page).map_err(Unavailable)
    }
}

/// A row as an index shows it.
fn seen((place, row): (&Place, &Row)) -> Seen {
    Seen { place: place.clone(), waiter: waiter(row) }
}

impl MemoryLedger {
    fn change(&self, event: &str, token: &str, change: impl FnOnce(&mut Row) -> Marked) -> Marked {
        let mut stored = self.stored();
        let still_waits = |row: &&Row| row.phase == Phase::Waiting && row.token == token;
        let Some(mut row) = stored.rows.get(event).filter(still_waits).cloned() else {
            return Marked::No;
        };
        let marked = change(&mut row);
        stored.put(&row);
        marked
    }
}
