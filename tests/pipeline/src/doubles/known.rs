//! The ledger in memory, as far as reconcile looks at it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use reconcile::{Known, UnknownNow};

use crate::doubles::{Fault, MemoryLedger};

/// Keeps the promises of [`Known`].
#[derive(Clone, Debug)]
pub struct MemoryKnown {
    ledger: MemoryLedger,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryKnown {
    /// What this ledger knows.
    pub fn new(ledger: MemoryLedger) -> Self {
        Self { ledger, fault: Fault::default() }
    }

    /// `DynamoDB` keeps the time of an expiry in whole seconds.
    fn is_known(&self, event: &str, now: Timestamp) -> bool {
        self.ledger.row(event).is_some_and(|row| {
            row.expires_at.is_none_or(|expires_at| expires_at.as_second() > now.as_second())
        })
    }
}

impl Known for MemoryKnown {
    async fn known(
        &self,
        events: &[String],
        now: Timestamp,
    ) -> Result<BTreeSet<String>, UnknownNow> {
        let known = || events.iter().filter(|event| self.is_known(event, now)).cloned().collect();
        self.fault.around(known).map_err(UnknownNow)
    }
}
