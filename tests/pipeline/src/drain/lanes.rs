//! What dispatchers remember of their lanes, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use dispatcher::{LaneTable, Stamped, Swapped, Unavailable};

/// Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryLanes(Arc<Mutex<BTreeMap<String, Stamped>>>);

impl LaneTable for MemoryLanes {
    async fn look(&self, lane: &str) -> Result<Stamped, Unavailable> {
        Ok(self.0.lock().expect("a lock").get(lane).cloned().unwrap_or_default())
    }

    async fn swap(&self, lane: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        let mut lanes = self.0.lock().expect("a lock");
        let stands = lanes.get(lane).map(|stamped| stamped.stamp.clone()).unwrap_or_default();
        if stands != was {
            return Ok(Swapped::No);
        }
        lanes.insert(lane.to_owned(), new.clone());
        Ok(Swapped::Yes)
    }
}
