//! A ledger's table in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use ledger::{
    Fresh, LedgerTable, Marked, Phase, Place, Row, Seen, Unavailable, Waiter, WaitingPages,
    WaitingTable, Written,
};

use crate::doubles::Fault;

/// Keeps the promises of [`LedgerTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    rows: Arc<Mutex<BTreeMap<String, Row>>>,
    lanes: Arc<Mutex<BTreeSet<String>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryLedger {
    /// The row of an event.
    pub fn row(&self, event: &str) -> Option<Row> {
        self.rows.lock().expect("a lock").get(event).cloned()
    }

    /// Every row.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.lock().expect("a lock").values().cloned().collect()
    }

    fn write(&self, row: &Row, free: impl FnOnce(Option<&Row>) -> bool) -> Written {
        let mut rows = self.rows.lock().expect("a lock");
        let found = rows.get(&row.event);
        if free(found) {
            rows.insert(row.event.clone(), row.clone());
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

    async fn next(&self, lane: &str, turn: &str) -> Result<Option<Waiter>, Unavailable> {
        let next = || self.index(lane).into_iter().find(|waiter| waiter.turn.as_str() > turn);
        self.fault.around(next).map_err(Unavailable)
    }

    async fn due(
        &self,
        lane: &str,
        turns: &str,
        due_by: Timestamp,
        limit: usize,
    ) -> Result<Vec<Waiter>, Unavailable> {
        let first = format!("{turns}#");
        let is_due = |waiter: &Waiter| waiter.turn.starts_with(&first) && waiter.due <= due_by;
        let due = || self.index(lane).into_iter().filter(is_due).take(limit).collect();
        self.fault.around(due).map_err(Unavailable)
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
        Ok(self.next(lane, beyond).await?.map(seen))
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        let is_asked = |seen: &Seen| {
            seen.place.turn.starts_with(turns) && behind.is_none_or(|place| seen.place > *place)
        };
        let page = || self.index(lane).into_iter().map(seen).filter(is_asked).take(limit).collect();
        self.fault.around(page).map_err(Unavailable)
    }
}

/// A row as an index shows it.
fn seen(waiter: Waiter) -> Seen {
    let place = Place { turn: waiter.turn.clone(), event: waiter.event.clone() };
    Seen { place, waiter: Some(waiter) }
}

impl MemoryLedger {
    /// The waiting rows of a lane, in turn.
    fn index(&self, lane: &str) -> Vec<Waiter> {
        let rows = self.rows.lock().expect("a lock");
        let waiting = rows.values().filter_map(|row| {
            let wait = row.wait.as_ref().filter(|wait| wait.lane == lane)?;
            Some(Waiter {
                event: row.event.clone(),
                token: row.token.clone(),
                turn: wait.turn.clone(),
                tenant: wait.tenant.clone(),
                cause: wait.cause,
                due: wait.due,
                parked_at: wait.parked_at,
                units: wait.units,
            })
        });
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort_by(|a, b| a.turn.cmp(&b.turn));
        waiting
    }

    fn change(&self, event: &str, token: &str, change: impl FnOnce(&mut Row) -> Marked) -> Marked {
        let mut rows = self.rows.lock().expect("a lock");
        let still_waits = |row: &&mut Row| row.phase == Phase::Waiting && row.token == token;
        rows.get_mut(event).filter(still_waits).map_or(Marked::No, change)
    }
}
