//! Strict order at the end of a claim: an event that waits for the number before its own, and
//! those that wait for what it recorded.

use bodies::BodyStore;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use ledger::{Claim, LedgerTable, Parked, Wait, Written};
use sequences::{OrderTable, Step};

use crate::event::{Event, ItemEnd};
use crate::settle::end::Settle;

/// How many numbers' waiters are read and woken at once.
const WAKES: usize = 16;

impl<L: LedgerTable, O: OrderTable, B: BodyStore> Settle<L, O, B> {
    /// Moves the event out of the queue and names it with the numbers it waits for, unless one of
    /// those before them is there meanwhile.
    pub(super) async fn park_behind(
        &self,
        claim: Claim,
        wait: Wait,
        reason: &str,
        behind: Vec<Step>,
    ) -> Result<Parked, ledger::Unavailable> {
        let behind = sequences::behind(behind);
        let write = |row, was| async {
            let (row, was) = (row, was);
            let parked = self.orders.park(&row, &was, &behind).await;
            match parked.map_err(|error| ledger::Unavailable(error.to_string()))? {
                sequences::Parked::Yes => Ok(Some(Written::Yes)),
                sequences::Parked::No(Some(found)) => Ok(Some(Written::No(found))),
                sequences::Parked::No(None) => Ok(Some(Written::Gone)),
                sequences::Parked::Open => Ok(None),
            }
        };
        self.ledger.park_with(claim, wait, reason, write).await
    }

    /// Wakes whoever waits for the number after one that stands now, as this event knows.
    pub(super) async fn wake(
        &self,
        event: &Event,
        ends: &[ItemEnd],
        now: Timestamp,
    ) -> Result<(), sequences::Unavailable> {
        let steps = event.steps();
        let stand = ends.iter().zip(&steps).filter(|(end, _)| stands(end));
        let next = stand.filter_map(|(_, step)| Some(step.as_ref()?.next()));
        let wakes = next.map(|step| self.wake_all(step, now));
        futures::stream::iter(wakes).buffer_unordered(WAKES).try_collect().await
    }

    /// The names go once all of their events are awake: if this ends between, they are woken again.
    async fn wake_all(&self, step: Step, now: Timestamp) -> Result<(), sequences::Unavailable> {
        let waiters = self.orders.waiters(&step).await?;
        for waiter in &waiters {
            self.orders.wake(waiter, now).await?;
        }
        if !waiters.is_empty() {
            self.orders.forget(&step, &waiters).await?;
        }
        Ok(())
    }
}

/// Whether its number, or a later one, is on record.
fn stands(end: &ItemEnd) -> bool {
    match end {
        ItemEnd::Settled | ItemEnd::Superseded => true,
        ItemEnd::Refuse(..) | ItemEnd::Try(_) | ItemEnd::Hold(_) => false,
    }
}
