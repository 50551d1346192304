//! What can be looked up: the objects that triggers point to, and finished batches.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Bodies by their paths, byte for byte.
#[derive(Debug, Default)]
pub struct Objects(Mutex<BTreeMap<String, Bytes>>);

impl Objects {
    /// Keeps a body under a path, percent-encoded as it is asked for.
    pub fn put(&self, path: &str, body: Bytes) {
        self.lock().insert(path.to_owned(), body);
    }

    /// Forgets it.
    pub fn delete(&self, path: &str) {
        self.lock().remove(path);
    }

    /// The body, if there is one.
    pub fn get(&self, path: &str) -> Option<Bytes> {
        self.lock().get(path).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
