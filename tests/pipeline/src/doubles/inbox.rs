//! A queue that only remembers what was hidden.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use consumer::{Inbox, NotHidden, Wait};

use crate::doubles::Fault;

/// Keeps every wait it was asked for. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryInbox {
    waits: Arc<Mutex<Vec<Wait>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryInbox {
    /// For how long a message was hidden last, by its receipt.
    pub fn hidden(&self, receipt_handle: &str) -> Option<Duration> {
        let waits = self.waits.lock().expect("a lock");
        let of_message = waits.iter().rev().find(|wait| wait.receipt_handle == receipt_handle);
        of_message.map(|wait| wait.hidden)
    }
}

impl Inbox for MemoryInbox {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        let keep = || self.waits.lock().expect("a lock").extend_from_slice(waits);
        self.fault.around(keep).map_err(|why| NotHidden { count: waits.len(), why })
    }
}
