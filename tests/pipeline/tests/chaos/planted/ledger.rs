//! A ledger that breaks a promise.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{
    Fresh, LedgerTable, Marked, Phase, Place, Row, Seen, Unavailable, WaitingPages, WaitingTable,
    Written,
};
use pipeline::chaos::TableDouble;
use pipeline::doubles::{Fault, MemoryLedger};
use serde_json::Value;

/// Which promise it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// It says yes to a second claim of an event that somebody works on.
    Generous,
    /// It forgets the calls whose response was lost when their claim is released.
    Forgiving,
    /// It says that an event waits in its row though the write failed: so its message is deleted.
    Hasty,
    /// It marks a row when it is read to be sent.
    MarksFirst,
    /// It marks a row whoever has it, and whatever its phase.
    MarksAny,
}

/// A double with this bug.
#[derive(Clone, Debug)]
pub struct Broken(pub MemoryLedger, pub Bug);

impl LedgerTable for Broken {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        match self.0.insert(row, fresh).await? {
            Written::No(found) if self.1 == Bug::Generous && found.phase == Phase::Claimed => {
                Ok(Written::Yes)
            }
            written => Ok(written),
        }
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        let is_released = matches!(row.phase, Phase::Released | Phase::Waiting);
        if self.1 == Bug::Forgiving && is_released {
            return self.0.replace(&Row { unconfirmed: Vec::new(), ..row.clone() }, was).await;
        }
        match self.0.replace(row, was).await {
            Err(_) if self.1 == Bug::Hasty && row.phase == Phase::Waiting => Ok(Written::Yes),
            written => written,
        }
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.0.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        self.0.open_lane(lane).await
    }
}

impl WaitingTable for Broken {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.0.lanes().await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        let row = self.0.waiting(event).await?;
        if let Some(row) = row.as_ref().filter(|_| self.1 == Bug::MarksFirst) {
            let _ = self.0.mark(event, &row.token, Timestamp::MAX).await;
        }
        Ok(row)
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        if let Some(row) = self.0.row(event).filter(|_| self.1 == Bug::MarksAny) {
            let released = Row {
                phase: Phase::Released,
                wait: None,
                expires_at: Some(expires_at),
                ..row.clone()
            };
            return self.0.replace(&released, &row).await.map(|_| Marked::Yes);
        }
        self.0.mark(event, token, expires_at).await
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        self.0.wake(event, token, due).await
    }
}

impl WaitingPages for Broken {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, Unavailable> {
        self.0.head(lane, beyond).await
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        self.0.page(lane, turns, behind, limit).await
    }
}

impl TableDouble for Broken {
    fn fault(&self) -> &Fault {
        self.0.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.0.stored()
    }

    fn has_waiting(&self) -> bool {
        self.0.has_waiting()
    }
}
