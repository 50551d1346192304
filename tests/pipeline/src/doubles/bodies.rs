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
    renewed: Arc<Mutex<Vec<String>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryBodies {
    /// Every body, by its key.
    pub fn objects(&self) -> BTreeMap<String, Bytes> {
        self.objects.lock().expect("a lock").clone()
    }

    /// The keys of what was renewed, in order.
    pub fn renewed(&self) -> Vec<String> {
        self.renewed.lock().expect("a lock").clone()
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

    async fn renew(&self, key: &str) -> Result<(), Unavailable> {
        let renew = || self.renewed.lock().expect("a lock").push(key.to_owned());
        self.fault.around(renew).map_err(Unavailable)
    }
}
