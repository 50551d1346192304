//! What dispatchers remember of their lanes, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use dispatcher::{LaneTable, Stamped, Swapped, Unavailable};
use ledger::{Missing, SEQUENCE_LANE};
use reconcile::{Gaps, NoGaps};

use crate::doubles::Fault;

/// Keeps the promises of [`LaneTable`]. Clones share their memories.
#[derive(Clone, Debug, Default)]
pub struct MemoryLanes {
    lanes: Arc<Mutex<BTreeMap<String, Stamped>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryLanes {
    fn stands(&self, lane: &str) -> Stamped {
        self.lanes.lock().expect("a lock").get(lane).cloned().unwrap_or_default()
    }

    fn write(&self, lane: &str, new: &Stamped, was: &str) -> Swapped {
        let mut lanes = self.lanes.lock().expect("a lock");
        let stands = lanes.get(lane).cloned().unwrap_or_default();
        // The same write, sent again by a client that heard no answer, finds itself.
        if stands.stamp == new.stamp {
            return Swapped::Yes;
        }
        if stands.stamp != was {
            return Swapped::No(stands);
        }
        lanes.insert(lane.to_owned(), new.clone());
        Swapped::Yes
    }
}

impl LaneTable for MemoryLanes {
    async fn look(&self, lane: &str) -> Result<Stamped, Unavailable> {
        self.fault.around(|| self.stands(lane)).map_err(Unavailable)
    }

    async fn swap(&self, lane: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        self.fault.around(|| self.write(lane, new, was)).map_err(Unavailable)
    }
}

/// What a dispatcher has counted in the lane of strict order, as reconcile reads it.
impl Gaps for MemoryLanes {
    async fn missing(&self) -> Result<Option<Missing>, NoGaps> {
        let row = self.fault.around(|| self.stands(SEQUENCE_LANE)).map_err(NoGaps)?;
        Ok(row.state.missing)
    }
}
