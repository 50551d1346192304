//! Counts.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often each thing was asked for, and over how many connections.
#[derive(Debug, Default)]
pub struct Tally(Mutex<BTreeMap<String, u64>>);

/// The name that TLS connections are counted under.
pub(crate) const CONNECTIONS: &str = "connections";

impl Tally {
    pub(super) fn connected(&self) {
        self.add(CONNECTIONS);
    }

    /// Counts one request of `action` (`SendMessage`).
    pub(super) fn add(&self, action: &str) {
        self.add_many(action, 1);
    }

    /// Counts so many of them.
    pub(super) fn add_many(&self, action: &str, count: u64) {
        *self.counts().entry(action.to_owned()).or_default() += count;
    }

    /// The counts since the last call.
    pub fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut *self.counts())
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts in words: what, and how often.
pub(crate) fn listed(asked: &BTreeMap<String, u64>) -> String {
    let all: Vec<_> = asked.iter().map(|(what, times)| format!("{what} {times}")).collect();
    all.join(", ")
}
