//! Which lanes a process has put on record already.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The lanes that this process has opened. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opened(Arc<Mutex<BTreeSet<String>>>);

impl Opened {
    pub fn has(&self, lane: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(lane)
    }

    pub fn add(&self, lane: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(lane.to_owned());
    }
}
