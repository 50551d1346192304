//! How far feeds were read, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use cursors::{CursorTable, Stamped, Swapped, Unavailable};

use crate::doubles::Fault;

/// Keeps the promises of [`CursorTable`]. Clones share their cursors.
#[derive(Clone, Debug, Default)]
pub struct MemoryCursors {
    cursors: Arc<Mutex<BTreeMap<String, Stamped>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryCursors {
    fn write(&self, source: &str, new: &Stamped, was: Option<&str>) -> Swapped {
        let mut cursors = self.cursors.lock().expect("a lock");
        let stands = cursors.get(source).map(|stamped| stamped.stamp.as_str());
        // The same write, sent again by a client that heard no answer, finds itself.
        if stands == Some(&new.stamp) {
            return Swapped::Yes;
        }
        if stands != was {
            return Swapped::No;
        }
        cursors.insert(source.to_owned(), new.clone());
        Swapped::Yes
    }
}

impl CursorTable for MemoryCursors {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        let look = || self.cursors.lock().expect("a lock").get(source).cloned();
        self.fault.around(look).map_err(Unavailable)
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        self.fault.around(|| self.write(source, new, was)).map_err(Unavailable)
    }
}
