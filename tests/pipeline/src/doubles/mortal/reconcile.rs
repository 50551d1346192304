//! The doubles that reconcile alone calls.

use std::collections::BTreeSet;

use cursors::{CursorTable, Stamped, Swapped, Unavailable};
use jiff::Timestamp;
use ledger::Missing;
use objects::GetError;
use reconcile::{Ask, Feeds, Gaps, Known, Letter, NoGaps, NotSent, Outbox, UnknownNow};

use super::Mortal;
use crate::doubles::Seam;

impl<T: CursorTable> CursorTable for Mortal<T> {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        self.life.read(Seam::CursorsLook, self.double.look(source)).await
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        self.life.call(Seam::CursorsSwap, self.double.swap(source, new, was)).await
    }
}

impl<T: Feeds> Feeds for Mortal<T> {
    async fn get(&self, ask: Ask<'_>) -> Result<Vec<u8>, GetError> {
        self.life.read(Seam::FeedsGet, self.double.get(ask)).await
    }
}

impl<T: Gaps> Gaps for Mortal<T> {
    async fn missing(&self) -> Result<Option<Missing>, NoGaps> {
        self.life.read(Seam::GapsMissing, self.double.missing()).await
    }
}

impl<T: Known> Known for Mortal<T> {
    async fn known(
        &self,
        events: &[String],
        now: Timestamp,
    ) -> Result<BTreeSet<String>, UnknownNow> {
        self.life.read(Seam::KnownKnown, self.double.known(events, now)).await
    }
}

impl<T: Outbox> Outbox for Mortal<T> {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        self.life.call(Seam::PolledSend, self.double.send(letters)).await
    }
}
