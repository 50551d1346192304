//! A ledger's table in memory, whose calls fail as they are told to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use ledger::{Fresh, LedgerTable, Row, Unavailable, Written};

/// What becomes of a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing happens to it.
    Fine,
    /// It is answered, and then somebody else writes this row.
    FineAndThen(Row),
    /// It does its work, and its answer is lost.
    Lost,
    /// The same, and then somebody else writes this row.
    LostAndThen(Row),
    /// It does nothing.
    Failed,
    /// It does its work only when it is [delivered](Table::deliver), long after its caller gave up.
    Late,
}

/// Clones share their rows.
#[derive(Clone, Default)]
pub struct Table(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    rows: BTreeMap<String, Row>,
    lanes: BTreeSet<String>,
    script: VecDeque<Fault>,
    late: Vec<Write>,
    calls: usize,
}

/// A conditional write.
#[derive(Clone)]
enum Write {
    Insert(Row, Fresh),
    Replace(Row, Row),
}

impl Table {
    pub fn holding(row: Row) -> Self {
        let table = Self::default();
        table.kept().rows.insert(row.event.clone(), row);
        table
    }

    /// What becomes of the next calls; all after them are fine.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.kept().script = faults.into_iter().collect();
    }

    pub fn row(&self, event: &str) -> Option<Row> {
        self.kept().rows.get(event).cloned()
    }

    pub fn lanes(&self) -> Vec<String> {
        self.kept().lanes.iter().cloned().collect()
    }

    /// How many calls were made.
    pub fn calls(&self) -> usize {
        self.kept().calls
    }

    /// The late writes arrive.
    pub fn deliver(&self) {
        let late = std::mem::take(&mut self.kept().late);
        assert!(!late.is_empty(), "no write is late");
        for write in late {
            self.kept().write(&write);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("a lock")
    }

    fn around(&self, write: Write) -> Result<Written, Unavailable> {
        let mut kept = self.kept();
        match kept.next() {
            Fault::Fine => Ok(kept.write(&write)),
            Fault::FineAndThen(row) => {
                let written = kept.write(&write);
                kept.rows.insert(row.event.clone(), row);
                Ok(written)
            }
            Fault::Lost => {
                kept.write(&write);
                Err(lost())
            }
            Fault::LostAndThen(row) => {
                kept.write(&write);
                kept.rows.insert(row.event.clone(), row);
                Err(lost())
            }
            Fault::Failed => Err(lost()),
            Fault::Late => {
                kept.late.push(write);
                Err(lost())
            }
        }
    }
}

impl Kept {
    fn next(&mut self) -> Fault {
        self.calls += 1;
        self.script.pop_front().unwrap_or(Fault::Fine)
    }

    fn write(&mut self, write: &Write) -> Written {
        let (Write::Insert(row, _) | Write::Replace(row, _)) = write;
        let found = self.rows.get(&row.event);
        let free = match write {
            Write::Insert(_, fresh) => found.is_none_or(|found| found.is_expired(fresh.now)),
            Write::Replace(_, was) => found.is_some_and(|found| found.is_still(was)),
        };
        if !free {
            return found.map_or(Written::Gone, |found| Written::No(Box::new(found.clone())));
        }
        self.rows.insert(row.event.clone(), row.clone());
        Written::Yes
    }
}

fn lost() -> Unavailable {
    Unavailable("no answer".to_owned())
}

impl LedgerTable for Table {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        self.around(Write::Insert(row.clone(), fresh))
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        self.around(Write::Replace(row.clone(), was.clone()))
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        Ok(self.row(event))
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        let mut kept = self.kept();
        match kept.next() {
            Fault::Failed | Fault::Late => Err(lost()),
            Fault::Fine | Fault::FineAndThen(_) => {
                kept.lanes.insert(lane.to_owned());
                Ok(())
            }
            Fault::Lost | Fault::LostAndThen(_) => {
                kept.lanes.insert(lane.to_owned());
                Err(lost())
            }
        }
    }
}

/// What a future comes to that never waits.
pub fn now<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}
