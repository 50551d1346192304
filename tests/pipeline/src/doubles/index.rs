//! The index of contents in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use classifications::{ContentIndex, ContentKey, Place, Unavailable};

use crate::doubles::Fault;

/// Keeps the promises of [`ContentIndex`]. Clones share their entries.
#[derive(Clone, Debug, Default)]
pub struct MemoryIndex {
    places: Arc<Mutex<BTreeMap<ContentKey, Place>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl ContentIndex for MemoryIndex {
    async fn find(&self, content: &ContentKey) -> Result<Option<Place>, Unavailable> {
        let look = || self.places.lock().expect("a lock").get(content).cloned();
        self.fault.around(look).map_err(Unavailable)
    }

    async fn put(&self, content: &ContentKey, place: &Place) -> Result<(), Unavailable> {
        let put = || self.places.lock().expect("a lock").insert(content.clone(), place.clone());
        self.fault.around(put).map(|_| ()).map_err(Unavailable)
    }
}
