//! How far feeds were read, and what goes to the queue once that is on record, where a bug has it so.

use cursors::{CursorTable, Stamped, Swapped, Unavailable};

use crate::chaos::feed::Poller;
use crate::doubles::{Life, MemoryCursors, Seam};

/// The cursors, and the way of one process to the queue.
#[derive(Clone, Debug)]
pub(crate) struct PlantedCursors {
    double: MemoryCursors,
    poller: Poller,
    life: Life,
}

impl PlantedCursors {
    pub fn new(double: MemoryCursors, poller: Poller, life: &Life) -> Self {
        Self { double, poller, life: life.clone() }
    }
}

impl CursorTable for PlantedCursors {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        self.double.look(source).await
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        let swapped = self.double.swap(source, new, was).await;
        let held = self.poller.take_held();
        if swapped == Ok(Swapped::Yes) && !held.is_empty() {
            let send = async { self.poller.send_now(&held) };
            let _sent = self.life.call(Seam::PolledSend, send).await;
        }
        swapped
    }
}
