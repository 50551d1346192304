//! Strict order at the end of a claim: an event that waits for the number before its own, and
//! those that wait for what it recorded.

use std::collections::BTreeSet;

use bodies::BodyStore;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use ledger::{Claim, LedgerTable, Parked, Wait, Written};
use sequences::{Awaited, OrderTable};

use crate::event::{Event, ItemEnd, POLL};
use crate::settle::end::Settle;

/// How many numbers' waiters are read and woken at once.
const WAKES: usize = 16;

/// How many of a number's waiters are woken at once.
const NAMES: usize = 4;

impl<L: LedgerTable, O: OrderTable, B: BodyStore> Settle<L, O, B> {
    /// Moves the event out of the queue and names it with what it waits for, unless a number before
    /// one of its own is there meanwhile.
    pub(super) async fn park_for(
        &self,
        claim: Claim,
        wait: Wait,
        reason: &str,
        awaited: &[Awaited],
    ) -> Result<Parked, ledger::Unavailable> {
        let write = |row, was| async {
            let (row, was) = (row, was);
            let parked = self.orders.park(&row, &was, awaited).await;
            match parked.map_err(|error| ledger::Unavailable(error.to_string()))? {
                sequences::Parked::Yes => Ok(Some(Written::Yes)),
                sequences::Parked::No(Some(found)) => Ok(Some(Written::No(found))),
                sequences::Parked::No(None) => Ok(Some(Written::Gone)),
                sequences::Parked::Open => Ok(None),
            }
        };
        self.ledger.park_with(claim, wait, reason, write).await
    }

    /// Wakes whoever waits for the number after one that stands now, or for a job that this event has
    /// results of.
    pub(super) async fn wake(
        &self,
        event: &Event,
        ends: &[ItemEnd],
        now: Timestamp,
    ) -> Result<(), sequences::Unavailable> {
        let steps = event.steps();
        let stand = ends.iter().zip(&steps).filter(|(end, _)| stands(end));
        let next = stand.filter_map(|(_, step)| Some(Awaited::Number(step.as_ref()?.next())));
        let jobs = if self.has_jobs { event.jobs() } else { BTreeSet::new() };
        let jobs = jobs.into_iter().map(|request_id| Awaited::Job(request_id.to_owned()));
        let wakes = next.chain(jobs).map(|awaited| self.wake_all(awaited, now));
        futures::stream::iter(wakes).buffer_unordered(WAKES).try_collect().await
    }

    /// A name goes once its event is awake: if this ends between, it is woken again. Where one cannot
    /// be woken, the others are, and their names go all the same: an event that waited for long has
    /// many names, and whoever comes next goes on with what is left. Where of several none can be
    /// woken, the table does not answer, and no more are tried.
    async fn wake_all(
        &self,
        awaited: Awaited,
        now: Timestamp,
    ) -> Result<(), sequences::Unavailable> {
        let waiters = self.orders.waiters(&awaited).await?;
        let due = match awaited {
            Awaited::Number(_) => now,
            Awaited::Job(_) => now.saturating_add(POLL).unwrap_or(now),
        };
        let (mut awake, mut woken) = (Vec::with_capacity(waiters.len()), Ok(()));
        for some in waiters.chunks(NAMES) {
            let calls = some.iter().map(|waiter| self.orders.wake(waiter, due));
            let answers: Vec<_> = futures::stream::iter(calls).buffered(NAMES).collect().await;
            let is_silent = answers.iter().all(Result::is_err);
            for (waiter, answer) in some.iter().zip(answers) {
                match answer {
                    Ok(()) => awake.push(waiter.clone()),
                    Err(error) => woken = Err(error),
                }
            }
            if is_silent {
                break;
            }
        }
        if !awake.is_empty() {
            self.orders.forget(&awaited, &awake).await?;
        }
        woken
    }
}

/// Whether its number, or a later one, is on record.
fn stands(end: &ItemEnd) -> bool {
    match end {
        ItemEnd::Settled | ItemEnd::Superseded => true,
        ItemEnd::Refuse(..) | ItemEnd::Try(_) | ItemEnd::Hold(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Cause, Refusal, Setback};

    /// Who waits for a number that is not on record would be woken to wait again.
    #[test]
    fn a_number_stands_once_it_or_a_later_one_is_on_record() {
        let setback = || Setback::new(Cause::Rate, "later");
        assert!(stands(&ItemEnd::Settled) && stands(&ItemEnd::Superseded));
        let others = [
            ItemEnd::Refuse(Refusal::Tries, "10 tries".to_owned()),
            ItemEnd::Try(setback()),
            ItemEnd::Hold(setback()),
        ];
        assert!(!others.iter().any(stands));
    }
}
