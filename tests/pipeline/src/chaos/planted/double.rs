//! A double with a bug in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::chaos::planted::bug::Bug;

/// A double, and the bug in it. Clones share the double.
#[derive(Clone, Debug)]
pub(crate) struct Planted<T> {
    /// As it is.
    pub double: T,
    bug: Option<Bug>,
    writes: Arc<AtomicUsize>,
}

impl<T> Planted<T> {
    pub fn new(double: T, bug: Option<Bug>) -> Self {
        Self { double, bug, writes: Arc::default() }
    }

    pub fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// Whether it is the turn of a write that goes wrong: one in so many.
    pub fn goes_wrong(&self, one_in: usize) -> bool {
        self.writes.fetch_add(1, Ordering::Relaxed).is_multiple_of(one_in)
    }
}
