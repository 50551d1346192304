//! Ledgers that break a promise.

use std::collections::BTreeSet;

use jiff::Timestamp;
use ledger::{
    Fresh, LedgerTable, Marked, Phase, Place, Row, Seen, Unavailable, Waiter, WaitingPages,
    WaitingTable, Written,
};
use pipeline::chaos::TableDouble;
use pipeline::doubles::{Fault, MemoryLedger};
use serde_json::Value;

/// Says yes to a second claim of an event that somebody works on.
#[derive(Clone, Debug)]
pub struct Generous(pub MemoryLedger);

impl LedgerTable for Generous {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        match self.0.insert(row, fresh).await? {
            Written::No(found) if found.phase == Phase::Claimed => Ok(Written::Yes),
            written => Ok(written),
        }
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        self.0.replace(row, was).await
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.0.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        self.0.open_lane(lane).await
    }
}

impl WaitingTable for Generous {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.0.lanes().await
    }

    async fn next(&self, lane: &str, turn: &str) -> Result<Option<Waiter>, Unavailable> {
        self.0.next(lane, turn).await
    }

    async fn due(
        &self,
        lane: &str,
        turns: &str,
        due_by: Timestamp,
        limit: usize,
    ) -> Result<Vec<Waiter>, Unavailable> {
        self.0.due(lane, turns, due_by, limit).await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.0.waiting(event).await
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        self.0.mark(event, token, expires_at).await
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        self.0.wake(event, token, due).await
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

/// Forgets the calls whose response was lost when their claim is released.
#[derive(Clone, Debug)]
pub struct Forgiving(pub MemoryLedger);

impl LedgerTable for Forgiving {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        self.0.insert(row, fresh).await
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        if !matches!(row.phase, Phase::Released | Phase::Waiting) {
            return self.0.replace(row, was).await;
        }
        self.0.replace(&Row { unconfirmed: Vec::new(), ..row.clone() }, was).await
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.0.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        self.0.open_lane(lane).await
    }
}

impl WaitingTable for Forgiving {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.0.lanes().await
    }

    async fn next(&self, lane: &str, turn: &str) -> Result<Option<Waiter>, Unavailable> {
        self.0.next(lane, turn).await
    }

    async fn due(
        &self,
        lane: &str,
        turns: &str,
        due_by: Timestamp,
        limit: usize,
    ) -> Result<Vec<Waiter>, Unavailable> {
        self.0.due(lane, turns, due_by, limit).await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.0.waiting(event).await
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        self.0.mark(event, token, expires_at).await
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        self.0.wake(event, token, due).await
    }
}

impl TableDouble for Forgiving {
    fn fault(&self) -> &Fault {
        self.0.fault()
    }

    fn stored(&self) -> Vec<Value> {
        self.0.stored()
    }
}

impl WaitingPages for Generous {
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

impl WaitingPages for Forgiving {
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
