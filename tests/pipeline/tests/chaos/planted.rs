//! Tables that break a promise.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use classifications::{AnswerTable, ItemKey, Newest, Recorded};
use ledger::{Fresh, LedgerTable, Phase, Written};
use pipeline::chaos::TableDouble;
use pipeline::doubles::{Fault, MemoryAnswers, MemoryLedger};
use serde_json::Value;

/// Says yes to a second claim of an event that somebody works on.
#[derive(Clone, Debug)]
pub struct Generous(pub MemoryLedger);

impl LedgerTable for Generous {
    async fn insert(
        &self,
        row: &ledger::Row,
        fresh: Fresh,
    ) -> Result<Written, ledger::Unavailable> {
        match self.0.insert(row, fresh).await? {
            Written::No(found) if found.phase == Phase::Claimed => Ok(Written::Yes),
            written => Ok(written),
        }
    }

    async fn replace(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
    ) -> Result<Written, ledger::Unavailable> {
        self.0.replace(row, was).await
    }
}

impl TableDouble for Generous {
    fn fault(&self) -> &Fault {
        self.0.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.0.stored()
    }
}

/// One write in so many goes wrong.
const ONE_IN: usize = 50;

/// Says that it has recorded an answer, and has not.
#[derive(Clone, Debug)]
pub struct Forgetful {
    inner: MemoryAnswers,
    writes: Arc<AtomicUsize>,
}

impl Forgetful {
    pub fn new(inner: MemoryAnswers) -> Self {
        Self { inner, writes: Arc::default() }
    }
}

impl AnswerTable for Forgetful {
    async fn newest(&self, item: &ItemKey) -> Result<Option<Newest>, classifications::Unavailable> {
        self.inner.newest(item).await
    }

    async fn record(
        &self,
        row: &classifications::Row,
    ) -> Result<Recorded, classifications::Unavailable> {
        if self.writes.fetch_add(1, Ordering::Relaxed).is_multiple_of(ONE_IN) {
            return Ok(Recorded::New);
        }
        self.inner.record(row).await
    }
}

impl TableDouble for Forgetful {
    fn fault(&self) -> &Fault {
        self.inner.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.inner.stored()
    }
}

/// Records an answer under the keys of the one before.
#[derive(Clone, Debug)]
pub struct Overwriting {
    inner: MemoryAnswers,
    before: Arc<Mutex<(usize, Option<classifications::Row>)>>,
}

impl Overwriting {
    pub fn new(inner: MemoryAnswers) -> Self {
        Self { inner, before: Arc::default() }
    }

    /// The row as it is written.
    fn mistaken(&self, row: &classifications::Row) -> classifications::Row {
        let mut before = self.before.lock().expect("a lock");
        before.0 += 1;
        let last = before.1.replace(row.clone());
        match last {
            Some(last) if before.0.is_multiple_of(ONE_IN) => classifications::Row {
                item: last.item,
                version: row.version.clone(),
                ..row.clone()
            },
            _ => row.clone(),
        }
    }
}

impl AnswerTable for Overwriting {
    async fn newest(&self, item: &ItemKey) -> Result<Option<Newest>, classifications::Unavailable> {
        self.inner.newest(item).await
    }

    async fn record(
        &self,
        row: &classifications::Row,
    ) -> Result<Recorded, classifications::Unavailable> {
        self.inner.record(&self.mistaken(row)).await
    }
}

impl TableDouble for Overwriting {
    fn fault(&self) -> &Fault {
        self.inner.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.inner.stored()
    }
}
