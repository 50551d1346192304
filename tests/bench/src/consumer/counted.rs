//! Doubles of the tables that count what their writes would cost. A refused conditional write is
//! charged like any other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use budget::{BudgetTable, Stamped, Swapped};
use classifications::{
    AnswerTable, ContentIndex, ContentKey, ItemKey, NotRecorded, Place, Recorded, Scope, Seen,
    Select, StateKey,
};
use classifier::HttpClassifier;
use consumer::{Inbox, NotHidden, Outside, Wait};
use ledger::{Fresh, LedgerTable, Written};
use objects::HttpObjects;
use pipeline::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryInbox, MemoryIndex, MemoryLedger,
    MemoryOrders, MemorySpend, MemoryVault,
};

use super::units::write_units;

/// A double, and the tally that all doubles of a backlog share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted<T> {
    inner: T,
    count: Arc<AtomicUsize>,
}

impl<T> Counted<T> {
    pub fn new(inner: T, count: &Arc<AtomicUsize>) -> Self {
        Self { inner, count: Arc::clone(count) }
    }

    fn add(&self, count: usize) {
        self.count.fetch_add(count, Ordering::Relaxed);
    }
}

/// Everything beyond the process, counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tallied;

impl Outside for Tallied {
    type Ledger = Counted<MemoryLedger>;
    type Answers = Counted<MemoryAnswers>;
    type Index = Counted<MemoryIndex>;
    type Orders = MemoryOrders;
    type Api = HttpClassifier;
    type Objects = HttpObjects;
    type Budget = Counted<MemoryBudget>;
    type Spend = MemorySpend;
    type Holds = MemoryHolds;
    type Inbox = Counted<MemoryInbox>;
    type Secrets = MemoryVault;
    type Bodies = MemoryBodies;
}

impl LedgerTable for Counted<MemoryLedger> {
    async fn insert(
        &self,
        row: &ledger::Row,
        fresh: Fresh,
    ) -> Result<Written, ledger::Unavailable> {
        self.add(write_units(row));
        self.inner.insert(row, fresh).await
    }

    async fn replace(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
    ) -> Result<Written, ledger::Unavailable> {
        self.add(write_units(row));
        self.inner.replace(row, was).await
    }

    async fn look(&self, event: &str) -> Result<Option<ledger::Row>, ledger::Unavailable> {
        self.inner.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), ledger::Unavailable> {
        self.add(1);
        self.inner.open_lane(lane).await
    }
}

impl AnswerTable for Counted<MemoryAnswers> {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, classifications::Unavailable> {
        self.inner.list(item, scope, select).await
    }

    async fn row(
        &self,
        item: &ItemKey,
        state: &StateKey,
    ) -> Result<Option<classifications::Row>, classifications::Unavailable> {
        self.inner.row(item, state).await
    }

    async fn record(&self, row: &classifications::Row) -> Result<Recorded, NotRecorded> {
        self.add(write_units(row));
        self.inner.record(row).await
    }
}

impl ContentIndex for Counted<MemoryIndex> {
    async fn find(
        &self,
        content: &ContentKey,
    ) -> Result<Option<Place>, classifications::Unavailable> {
        self.inner.find(content).await
    }

    async fn put(
        &self,
        content: &ContentKey,
        place: &Place,
    ) -> Result<(), classifications::Unavailable> {
        self.add(1);
        self.inner.put(content, place).await
    }
}

impl BudgetTable for Counted<MemoryBudget> {
    async fn swap(
        &self,
        api: &str,
        new: &Stamped,
        was: &str,
    ) -> Result<Swapped, budget::Unavailable> {
        self.add(1);
        self.inner.swap(api, new, was).await
    }

    async fn look(&self, api: &str) -> Result<Stamped, budget::Unavailable> {
        self.inner.look(api).await
    }
}

impl Inbox for Counted<MemoryInbox> {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        self.add(1);
        self.inner.hide(waits).await
    }
}
