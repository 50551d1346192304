//! A ledger's table in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ledger::{Fresh, LedgerTable, Row, Unavailable, Written};

use crate::doubles::Fault;

/// Keeps the promises of [`LedgerTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    rows: Arc<Mutex<BTreeMap<String, Row>>>,
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
        let free = |found: Option<&Row>| {
            found.is_some_and(|found| found.token == was.token && found.phase == was.phase)
        };
        self.fault.around(|| self.write(row, free)).map_err(Unavailable)
    }
}
