//! Ledgers that break a promise.

use ledger::{Fresh, LedgerTable, Phase, Row, Unavailable, Written};
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
        if row.phase != Phase::Released {
            return self.0.replace(row, was).await;
        }
        self.0.replace(&Row { unconfirmed: Vec::new(), ..row.clone() }, was).await
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
