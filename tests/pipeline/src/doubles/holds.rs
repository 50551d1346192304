//! The holds of an operator, in memory.

use std::sync::{Arc, Mutex};

use holds::{HoldTable, Holds, Unavailable};

use crate::doubles::Fault;

/// What is held. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryHolds {
    held: Arc<Mutex<Holds>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryHolds {
    /// From now on this is held, and nothing else.
    pub fn set(&self, holds: Holds) {
        *self.held.lock().expect("a lock") = holds;
    }
}

impl HoldTable for MemoryHolds {
    async fn read(&self) -> Result<Holds, Unavailable> {
        self.fault.around(|| self.held.lock().expect("a lock").clone()).map_err(Unavailable)
    }
}
