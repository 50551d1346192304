//! A queue that only remembers what was sent.

use std::sync::{Arc, Mutex};

use envelope::Sealed;
use ingress::{NotSent, Outbox};

use crate::doubles::Fault;

/// Keeps every message. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryOutbox {
    sent: Arc<Mutex<Vec<Sealed>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryOutbox {
    /// Hands over what was sent since it was last taken.
    pub fn take(&self) -> Vec<Sealed> {
        std::mem::take(&mut *self.sent.lock().expect("a lock"))
    }

    /// Every message, in the order in which they were sent.
    pub fn sent(&self) -> Vec<Sealed> {
        self.sent.lock().expect("a lock").clone()
    }
}

impl Outbox for MemoryOutbox {
    async fn send(&self, sealed: &Sealed) -> Result<(), NotSent> {
        let keep = || self.sent.lock().expect("a lock").push(sealed.clone());
        self.fault.around(keep).map_err(NotSent)
    }
}
