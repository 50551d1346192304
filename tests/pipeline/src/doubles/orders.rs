//! Strict order in memory, over the tables in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use classifications::{NotRecorded, Recorded};
use jiff::Timestamp;
use ledger::{WaitingTable, Written};
use sequences::{Applied, Awaited, Line, Order, OrderTable, Parked, Step, Unavailable, Waiter};

use crate::doubles::{Fault, MemoryAnswers, MemoryLedger};

/// Keeps the promises of [`OrderTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryOrders {
    ledger: MemoryLedger,
    answers: MemoryAnswers,
    rows: Arc<Mutex<Rows>>,
    /// Faults to come.
    pub fault: Fault,
}

#[derive(Debug, Default)]
struct Rows {
    orders: BTreeMap<Line, Order>,
    waiters: BTreeMap<String, BTreeSet<Waiter>>,
}

impl Rows {
    fn last(&self, line: &Line) -> Option<u64> {
        self.orders.get(line).and_then(|order| order.last)
    }

    /// Whether the number may stand as the last; what to say if not.
    fn turn(&self, step: &Step) -> Result<(), Applied> {
        let is_skipped = |order: &Order| order.skipped.contains(&step.number);
        if step.number < step.from || self.orders.get(&step.line).is_some_and(is_skipped) {
            return Err(Applied::Past);
        }
        match (self.last(&step.line), step.number == step.from) {
            (Some(last), _) if last > step.number => Err(Applied::Past),
            (Some(last), _) if last == step.number || last + 1 == step.number => Ok(()),
            (_, true) => Ok(()),
            (Some(_) | None, false) => Err(Applied::Early),
        }
    }

    fn stand(&mut self, step: &Step) {
        self.orders.entry(step.line.clone()).or_default().last = Some(step.number);
    }
}

impl MemoryOrders {
    /// The order of what stands in these tables.
    pub fn over(ledger: &MemoryLedger, answers: &MemoryAnswers) -> Self {
        Self { ledger: ledger.clone(), answers: answers.clone(), ..Self::default() }
    }

    /// The number that stands last.
    pub fn last(&self, line: &Line) -> Option<u64> {
        self.rows().last(line)
    }

    /// Everybody who waits for a number.
    pub fn all_waiters(&self) -> Vec<Waiter> {
        self.rows().waiters.values().flatten().cloned().collect()
    }

    /// An operator skips a number.
    pub fn skip(&self, step: &Step) {
        let mut rows = self.rows();
        let order = rows.orders.entry(step.line.clone()).or_default();
        order.last = Some(step.number);
        order.skipped.insert(step.number);
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().expect("a lock")
    }

    fn record_now(&self, row: &classifications::Row, step: &Step) -> Result<Applied, NotRecorded> {
        let mut rows = self.rows();
        if let Err(applied) = rows.turn(step) {
            return Ok(applied);
        }
        let recorded = self.answers.write(row)?;
        rows.stand(step);
        Ok(match recorded {
            Recorded::New => Applied::New,
            Recorded::Kept => Applied::Kept,
        })
    }

    fn park_now(&self, row: &ledger::Row, was: &ledger::Row, awaited: &[Awaited]) -> Parked {
        let mut rows = self.rows();
        let is_there = |one: &Awaited| match one {
            Awaited::Number(step) => rows.last(&step.line) >= step.predecessor(),
            Awaited::Job(_) => false,
        };
        let is_open = awaited.iter().any(is_there);
        match self.ledger.swap(row, was, !is_open) {
            Written::Yes if is_open => Parked::Open,
            Written::Yes => {
                for one in awaited {
                    let waiter = Waiter { event: row.event.clone(), token: row.token.clone() };
                    rows.waiters.entry(one.key()).or_default().insert(waiter);
                }
                Parked::Yes
            }
            Written::No(found) => Parked::No(Some(found)),
            Written::Gone => Parked::No(None),
        }
    }
}

impl OrderTable for MemoryOrders {
    async fn read(&self, line: &Line) -> Result<Order, Unavailable> {
        let read = || self.rows().orders.get(line).cloned().unwrap_or_default();
        self.fault.around(read).map_err(Unavailable)
    }

    async fn record(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        let recorded = self.fault.around(|| self.record_now(row, step));
        recorded.map_err(classifications::Unavailable)?
    }

    async fn advance(&self, step: &Step) -> Result<Applied, Unavailable> {
        let advance = || {
            let mut rows = self.rows();
            match rows.turn(step) {
                Ok(()) => {
                    rows.stand(step);
                    Applied::New
                }
                Err(applied) => applied,
            }
        };
        self.fault.around(advance).map_err(Unavailable)
    }

    async fn park(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        awaited: &[Awaited],
    ) -> Result<Parked, Unavailable> {
        self.fault.around(|| self.park_now(row, was, awaited)).map_err(Unavailable)
    }

    async fn waiters(&self, awaited: &Awaited) -> Result<Vec<Waiter>, Unavailable> {
        let read = || {
            let rows = self.rows();
            rows.waiters.get(&awaited.key()).into_iter().flatten().cloned().collect()
        };
        self.fault.around(read).map_err(Unavailable)
    }

    async fn wake(&self, waiter: &Waiter, due: Timestamp) -> Result<(), Unavailable> {
        self.fault.around(|| ()).map_err(Unavailable)?;
        let woken = self.ledger.wake(&waiter.event, &waiter.token, due).await;
        woken.map(|_| ()).map_err(|error| Unavailable(error.0))
    }

    async fn forget(&self, awaited: &Awaited, waiters: &[Waiter]) -> Result<(), Unavailable> {
        let forget = || {
            let mut rows = self.rows();
            if let Some(named) = rows.waiters.get_mut(&awaited.key()) {
                named.retain(|waiter| !waiters.contains(waiter));
            }
        };
        self.fault.around(forget).map_err(Unavailable)
    }
}
