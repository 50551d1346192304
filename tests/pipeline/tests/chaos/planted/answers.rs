//! Tables of answers that break a promise.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use classifications::{
    AnswerTable, ItemKey, NotRecorded, Recorded, Row, Scope, Seen, Select, StateKey, Unavailable,
};
use pipeline::chaos::TableDouble;
use pipeline::doubles::{Fault, MemoryAnswers};
use serde_json::Value;

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
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        self.inner.list(item, scope, select).await
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        self.inner.row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
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

/// Records an answer as that of the item before.
#[derive(Clone, Debug)]
pub struct Overwriting {
    inner: MemoryAnswers,
    before: Arc<Mutex<(usize, Option<Row>)>>,
}

impl Overwriting {
    pub fn new(inner: MemoryAnswers) -> Self {
        Self { inner, before: Arc::default() }
    }

    /// The row as it is written.
    fn mistaken(&self, row: &Row) -> Row {
        let mut before = self.before.lock().expect("a lock");
        before.0 += 1;
        let last = before.1.replace(row.clone());
        match last {
            Some(last) if before.0.is_multiple_of(ONE_IN) => {
                Row { item: last.item, tenant: last.tenant, item_id: last.item_id, ..row.clone() }
            }
            _ => row.clone(),
        }
    }
}

impl AnswerTable for Overwriting {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        self.inner.list(item, scope, select).await
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        self.inner.row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
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

/// Shows an item's newest state by what its versions look like, whoever numbers them.
#[derive(Clone, Debug)]
pub struct Unlined(pub MemoryAnswers);

impl AnswerTable for Unlined {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        let own = self.0.list(item, scope, select).await?;
        if select != Select::Newest {
            return Ok(own);
        }
        let rows = self.0.rows().into_iter().filter(|row| row.item == *item);
        let newest = rows
            .max_by(|one, other| one.state.sortable_version().cmp(other.state.sortable_version()));
        let seen = |row: Row| Seen {
            state: row.state,
            outcome: row.outcome,
            answered_at: row.answered_at,
        };
        Ok(newest.map(seen).into_iter().collect())
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        self.0.row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        self.0.record(row).await
    }
}

impl TableDouble for Unlined {
    fn fault(&self) -> &Fault {
        self.0.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.0.stored()
    }
}
