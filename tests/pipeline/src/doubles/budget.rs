//! The shared states of APIs in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use budget::{BudgetTable, Stamped, Swapped, Unavailable};

use crate::doubles::Fault;

/// Keeps the promises of [`BudgetTable`]. Clones share their states.
#[derive(Clone, Debug, Default)]
pub struct MemoryBudget {
    states: Arc<Mutex<BTreeMap<String, Stamped>>>,
    writes: Arc<AtomicUsize>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryBudget {
    /// What stands for an API.
    pub fn state(&self, api: &str) -> Stamped {
        self.states.lock().expect("a lock").get(api).cloned().unwrap_or_default()
    }

    /// How many writes were asked for, those that came second among them.
    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::Relaxed)
    }

    /// Forgets every API, as if none was ever called.
    pub fn clear(&self) {
        self.states.lock().expect("a lock").clear();
    }

    fn write(&self, api: &str, new: &Stamped, was: &str) -> Swapped {
        self.writes.fetch_add(1, Ordering::Relaxed);
        let mut states = self.states.lock().expect("a lock");
        let stands = states.get(api).cloned().unwrap_or_default();
        // The same write, sent again by a client that heard no answer, finds itself.
        if stands.stamp == new.stamp {
            return Swapped::Yes;
        }
        if stands.stamp != was {
            return Swapped::No(stands);
        }
        states.insert(api.to_owned(), new.clone());
        Swapped::Yes
    }
}

impl BudgetTable for MemoryBudget {
    async fn swap(&self, api: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        self.fault.around(|| self.write(api, new, was)).map_err(Unavailable)
    }

    async fn look(&self, api: &str) -> Result<Stamped, Unavailable> {
        self.fault.around(|| self.state(api)).map_err(Unavailable)
    }
}
