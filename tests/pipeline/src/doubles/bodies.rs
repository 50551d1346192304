//! A bucket in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bodies::{BodyStore, NotFetched, Unavailable};
use bytes::Bytes;

use crate::doubles::Fault;

/// Keeps every body. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryBodies {
    objects: Arc<Mutex<BTreeMap<String, Bytes>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryBodies {
    /// Every body, by its key.
    pub fn objects(&self) -> BTreeMap<String, Bytes> {
        self.objects.lock().expect("a lock").clone()
    }

    /// What a lifecycle rule does.
    pub fn clear(&self) {
        self.objects.lock().expect("a lock").clear();
    }

    /// What nobody should do.
    pub fn overwrite(&self, bytes: &'static [u8]) {
        for object in self.objects.lock().expect("a lock").values_mut() {
            *object = Bytes::from_static(bytes);
        }
    }
}

impl BodyStore for MemoryBodies {
    async fn put(&self, key: &str, body: Bytes) -> Result<(), Unavailable> {
        let keep = || self.objects.lock().expect("a lock").insert(key.to_owned(), body);
        self.fault.around(keep).map(|_| ()).map_err(Unavailable)
    }

    async fn get(&self, key: &str) -> Result<Bytes, NotFetched> {
        let look = || self.objects.lock().expect("a lock").get(key).cloned();
        self.fault.around(look).map_err(Unavailable)?.ok_or(NotFetched::Gone)
    }
}
