//! Tables of which each call takes its time.

use std::time::Duration;

use classifications::{
    AnswerTable, ItemKey, NotRecorded, Recorded, Row, Scope, Seen, Select, StateKey,
};
use ledger::{Fresh, LedgerTable, Unavailable, Written};
use pipeline::doubles::{MemoryAnswers, MemoryLedger};
use tokio::time::sleep;

/// A double each of whose calls takes so long.
#[derive(Clone, Debug)]
pub struct Slow<T>(pub T, pub Duration);

impl LedgerTable for Slow<MemoryLedger> {
    async fn insert(&self, row: &ledger::Row, fresh: Fresh) -> Result<Written, Unavailable> {
        sleep(self.1).await;
        self.0.insert(row, fresh).await
    }

    async fn replace(&self, row: &ledger::Row, was: &ledger::Row) -> Result<Written, Unavailable> {
        sleep(self.1).await;
        self.0.replace(row, was).await
    }

    async fn look(&self, event: &str) -> Result<Option<ledger::Row>, Unavailable> {
        sleep(self.1).await;
        self.0.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        sleep(self.1).await;
        self.0.open_lane(lane).await
    }
}

impl AnswerTable for Slow<MemoryAnswers> {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, classifications::Unavailable> {
        sleep(self.1).await;
        self.0.list(item, scope, select).await
    }

    async fn row(
        &self,
        item: &ItemKey,
        state: &StateKey,
    ) -> Result<Option<Row>, classifications::Unavailable> {
        sleep(self.1).await;
        self.0.row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        sleep(self.1).await;
        self.0.record(row).await
    }
}
