//! An event as it is sent.

use jiff::Timestamp;
use ledger::{Phase, Row, WaitCause, Waiter};

/// What the queue gets of a waiting event, and what is needed to mark it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The event.
    pub event: String,
    /// Whose it is: the message's group.
    pub tenant: String,
    /// Its source, for filters and people.
    pub source: String,
    /// The token of the claim that parked it: who has it may take the row over.
    pub ticket: String,
    /// The message, as the queue had it.
    pub body: String,
    /// Why it waited.
    pub cause: WaitCause,
    /// Since when it waited.
    pub parked_at: Timestamp,
    /// How long its row is kept once it waits no more, in seconds.
    pub retention_s: u64,
}

impl Letter {
    /// The letter of a row, if it still waits as the index showed it.
    pub fn of(row: Row, waiter: &Waiter) -> Option<Self> {
        if row.phase != Phase::Waiting || row.token != waiter.token {
            return None;
        }
        let wait = row.wait?;
        Some(Self {
            event: row.event,
            tenant: wait.tenant,
            source: wait.source,
            ticket: row.token,
            body: wait.envelope,
            cause: wait.cause,
            parked_at: wait.parked_at,
            retention_s: wait.retention_s,
        })
    }

    /// Its message attributes.
    pub(super) fn attributes(&self) -> [(&'static str, &str); 2] {
        [("source", &self.source), ("ticket", &self.ticket)]
    }
}
