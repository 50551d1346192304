//! The operator of a fleet.

use std::time::Duration;

use classifier::Classifier;
use tokio::time::sleep;

use crate::chaos::api::ChaosApi;
use crate::chaos::fleet::Fleet;
use crate::chaos::outside::{ChaosAnswers, ChaosLedger};

impl<L, A, C, P> Fleet<L, A, P>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
    P: Fn(ChaosApi) -> C,
{
    /// Holds and lets go, minute by minute.
    pub async fn operate(&self) {
        for minute in 0..=self.spells.last() {
            self.world.holds.set(self.spells.held(minute));
            sleep(Duration::from_mins(1)).await;
        }
    }
}
