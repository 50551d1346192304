//! The operator of a fleet.

use std::time::Duration;

use tokio::time::sleep;

use crate::chaos::fleet::Fleet;

impl Fleet {
    /// Holds and lets go, minute by minute.
    pub async fn operate(&self) {
        for minute in 0..=self.spells.last() {
            self.world.holds.set(self.spells.held(minute));
            if self.spells.redrives(minute) {
                self.redrive(true);
            }
            sleep(Duration::from_mins(1)).await;
        }
    }
}
