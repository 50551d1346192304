//! The doubles that reconcile alone calls.

use std::collections::BTreeSet;

use jiff::Timestamp;
use objects::GetError;
use reconcile::{
    Ask, CursorTable, Feeds, Known, Letter, NotSent, Outbox, Stamped, Swapped, Unavailable,
    UnknownNow,
};

use super::Mortal;
use crate::doubles::Seam;

impl<T: CursorTable> CursorTable for Mortal<T> {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        self.life.call(Seam::CursorsLook, self.double.look(source)).await
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
        let page = self.double.get(ask);
        let length = |page: &Result<Vec<u8>, GetError>| page.as_ref().map_or(0, Vec::len);
        self.life.call_noting(Seam::FeedsGet, page, |page, note| note(&length(page))).await
    }
}

impl<T: Known> Known for Mortal<T> {
    async fn known(
        &self,
        events: &[String],
        now: Timestamp,
    ) -> Result<BTreeSet<String>, UnknownNow> {
        self.life.call(Seam::KnownKnown, self.double.known(events, now)).await
    }
}

impl<T: Outbox> Outbox for Mortal<T> {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        self.life.call(Seam::PolledSend, self.double.send(letters)).await
    }
}
