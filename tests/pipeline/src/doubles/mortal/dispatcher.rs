//! The doubles that a dispatcher alone calls.

use std::collections::BTreeSet;

use dispatcher::{LaneTable, Letter, NotSent, Outbox, Stamped, Swapped};
use jiff::Timestamp;
use ledger::{Marked, Place, Row, Seen, Unavailable, WaitingPages, WaitingTable};

use super::Mortal;
use crate::doubles::Seam;

impl<T: WaitingTable> WaitingTable for Mortal<T> {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.life.read(Seam::WaitingLanes, self.double.lanes()).await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.life.read(Seam::WaitingRow, self.double.waiting(event)).await
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        self.life.call(Seam::WaitingMark, self.double.mark(event, token, expires_at)).await
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        // No part of a dispatcher's run.
        self.double.wake(event, token, due).await
    }
}

impl<T: WaitingPages> WaitingPages for Mortal<T> {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, Unavailable> {
        self.life.read(Seam::WaitingHead, self.double.head(lane, beyond)).await
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        let page = self.double.page(lane, turns, behind, limit);
        self.life.read(Seam::WaitingPage, page).await
    }
}

impl<T: LaneTable> LaneTable for Mortal<T> {
    async fn look(&self, lane: &str) -> Result<Stamped, dispatcher::Unavailable> {
        self.life.read(Seam::LanesLook, self.double.look(lane)).await
    }

    async fn swap(
        &self,
        lane: &str,
        new: &Stamped,
        was: &str,
    ) -> Result<Swapped, dispatcher::Unavailable> {
        self.life.call(Seam::LanesSwap, self.double.swap(lane, new, was)).await
    }
}

impl<T: Outbox> Outbox for Mortal<T> {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        self.life.call(Seam::OutboxSend, self.double.send(letters)).await
    }
}
