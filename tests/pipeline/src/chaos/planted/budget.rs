//! The shared states of APIs; and when a write of them was lost, for the oracle.

use std::sync::{Arc, Mutex};

use budget::{BudgetTable, Stamped, Swapped, Unavailable};
use oracle::Millis;

use crate::chaos::time::Time;
use crate::doubles::MemoryBudget;

/// The double, and when its writes failed. Clones share both.
#[derive(Clone, Debug)]
pub(crate) struct NotedBudget {
    /// As it is.
    pub double: MemoryBudget,
    time: Time,
    failed: Arc<Mutex<Vec<Millis>>>,
}

impl NotedBudget {
    pub fn new(time: Time) -> Self {
        Self { double: MemoryBudget::default(), time, failed: Arc::default() }
    }

    /// Whether a write failed from then on, for a little while.
    pub fn failed_after(&self, at: Millis, within: Millis) -> bool {
        let failed = self.failed.lock().expect("a lock");
        failed.iter().any(|failed| (at..at + within).contains(failed))
    }
}

impl BudgetTable for NotedBudget {
    async fn swap(&self, api: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        let swapped = self.double.swap(api, new, was).await;
        if swapped.is_err() {
            self.failed.lock().expect("a lock").push(self.time.now().as_millisecond());
        }
        swapped
    }

    async fn look(&self, api: &str) -> Result<Stamped, Unavailable> {
        self.double.look(api).await
    }
}
