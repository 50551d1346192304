//! One look at one lane: what may be sent is chosen, paid for in the lane's own row, and sent.

use std::collections::HashSet;
use std::time::Duration;

use budget::{BudgetTable, State};
use holds::{HoldTable, Holds};
use ids::Ids;
use jiff::Timestamp;
use ledger::{Priority, WaitingPages, turns};
use thiserror::Error;

use crate::census::{self, Counted};
use crate::choose::{Ask, Chosen, Judge, Mode, Passed, choose};
use crate::clock::Clock;
use crate::lane::{Allowance, Gaps, Lane, LaneState, Served, allowance};
use crate::measure::Waiting;
use crate::outside::{Links, Outside};
use crate::send::deliver;
use crate::table::{LaneTable, Stamped, Swapped};

/// How often a lane is searched for events that have waited for a week.
const RENEW_EVERY: Duration = Duration::from_hours(1);

/// How many of them are sent in one look, whatever the API's rate allows.
const RENEWALS: u64 = 200;

/// A look that could not be made: nothing was sent.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum NoLook {
    /// It is not known what waits.
    #[error(transparent)]
    Waiting(#[from] ledger::Unavailable),
    /// It is not known whether the API may be asked.
    #[error(transparent)]
    Budget(#[from] budget::Unavailable),
    /// It is not known what is held.
    #[error(transparent)]
    Holds(#[from] holds::Unavailable),
    /// It is not known what was sent before.
    #[error(transparent)]
    Lane(#[from] crate::table::Unavailable),
    /// The queue took nothing.
    #[error("the queue took none of {0} events")]
    Queue(usize),
}

/// When a lane is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Not in this run: nothing waits there.
    Empty,
    /// At this time, or with the next look, whichever is later.
    At(Timestamp),
}

/// What a run knows of a lane.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// How far rows are known to be held.
    pub passed: Passed,
    /// The tickets of this run that the queue has: the index may show their rows for a while.
    pub sent: HashSet<String>,
    /// What waits there, counted in this run or shortly before.
    pub waiting: Option<Waiting>,
}

/// A lane, and what it is worked on with.
pub(crate) struct Desk<'a, W: Outside> {
    pub links: &'a Links<W>,
    pub ids: &'a Ids,
    pub lane: &'a Lane,
    pub gaps: &'a Gaps,
    pub clock: &'a Clock,
}

/// What was read for a look.
struct Read {
    own: Stamped,
    budget: State,
    holds: Holds,
    now: Timestamp,
}

impl<W: Outside> Desk<'_, W> {
    /// Looks once at the lane. What is to be sent is paid for before it is sent: of two dispatchers
    /// that look at once, one writes the lane's row, and the other sends nothing.
    pub(crate) async fn look(&self, work: &mut Work) -> Result<Next, NoLook> {
        if self.links.waiting.head(&self.lane.name, &first()).await?.is_none() {
            work.waiting = None;
            return Ok(Next::Empty);
        }
        let read = self.read().await?;
        work.passed.heed(&read.holds);
        let mut state = read.own.state.clone();
        self.count(&mut state, work, read.now).await?;
        let renewals = self.choose_renewals(&read, &work.sent, &mut state).await?;
        let (chosen, next) = if renewals.is_empty() {
            self.choose_turns(&read, work, &mut state).await?
        } else {
            (renewals, read.now)
        };
        let may_send = self.write(state, &read.own).await?;
        let waiters = if may_send { chosen.as_slice() } else { &[] };
        self.send(waiters, work).await?;
        Ok(Next::At(next))
    }

    async fn read(&self) -> Result<Read, NoLook> {
        let (links, lane) = (self.links, &self.lane.name);
        let (own, budget, holds) =
            tokio::join!(links.lanes.look(lane), links.budget.look(lane), links.holds.read());
        Ok(Read { own: own?, budget: budget?.state, holds: holds?, now: self.clock.now() })
    }

    /// Counts what waits, once a run at most.
    async fn count(
        &self,
        state: &mut LaneState,
        work: &mut Work,
        now: Timestamp,
    ) -> Result<(), NoLook> {
        if work.waiting.is_some() {
            return Ok(());
        }
        if census::is_due(state, now) {
            let counted = census::count(&self.links.waiting, &self.lane.name, self.gaps, now);
            let Counted { waiting, missing } = counted.await?;
            state.counts = waiting.counts;
            state.gaps = waiting.gaps;
            state.oldest = waiting.oldest;
            state.missing = missing;
            state.counted_at = now;
        }
        let (counts, gaps, oldest) = (state.counts.clone(), state.gaps, state.oldest);
        work.waiting = Some(Waiting { counts, gaps, oldest });
        Ok(())
    }

    /// What has waited for a week, once an hour, whatever may be sent otherwise.
    async fn choose_renewals(
        &self,
        read: &Read,
        sent: &HashSet<String>,
        state: &mut LaneState,
    ) -> Result<Vec<ledger::Waiter>, NoLook> {
        let again = state.renewed_at.saturating_add(RENEW_EVERY).unwrap_or(Timestamp::MAX);
        if read.now < again {
            return Ok(Vec::new());
        }
        let ask = self.ask(read, sent, Mode::Renewal, RENEWALS);
        // From the first tenant on: this is nobody's turn.
        let (mut served, mut passed) = (Served::default(), Passed::default());
        let chosen = choose(&self.links.waiting, &ask, &mut served, &mut passed).await?;
        if chosen.is_all {
            state.renewed_at = read.now;
        }
        Ok(chosen.waiters)
    }

    /// What may be sent now, in turn, and when to look again.
    async fn choose_turns(
        &self,
        read: &Read,
        work: &mut Work,
        state: &mut LaneState,
    ) -> Result<(Vec<ledger::Waiter>, Timestamp), NoLook> {
        let (items, mode) = match self.may(read) {
            Allowance::Nothing(until) => return Ok((Vec::new(), until.unwrap_or(read.now))),
            Allowance::Probe => (1, Mode::Turns),
            Allowance::Items(items) if self.lane.asked.is_some() => (items, Mode::Turns),
            Allowance::Items(items) => (items, Mode::Unknown),
        };
        let ask = self.ask(read, &work.sent, mode, items);
        let passed = &mut work.passed;
        let chosen = choose(&self.links.waiting, &ask, &mut state.served, passed).await?;
        self.pay(read, &chosen, state);
        let next = if chosen.waiters.is_empty() && chosen.is_all && !self.lane.is_woken() {
            chosen.later.unwrap_or(Timestamp::MAX)
        } else {
            read.now
        };
        Ok((chosen.waiters, next))
    }

    fn ask<'a>(
        &'a self,
        read: &'a Read,
        sent: &'a HashSet<String>,
        mode: Mode,
        items: u64,
    ) -> Ask<'a> {
        let judge = Judge { lane: self.lane, holds: &read.holds, sent, mode, now: read.now };
        Ask { judge, items, clock: self.clock }
    }

    fn may(&self, read: &Read) -> Allowance {
        let source = self.lane.store_of().unwrap_or_default();
        if read.holds.of(source, "", self.lane.api()).is_some() {
            return Allowance::Nothing(None);
        }
        allowance(self.lane, &read.own.state, &read.budget, read.now)
    }

    /// A probe is paid for by its minute: whatever its event holds, one item of it is asked for.
    fn pay(&self, read: &Read, chosen: &Chosen, state: &mut LaneState) {
        let pace = self.lane.asked.as_ref().and_then(|asked| asked.pace);
        match pace {
            _ if chosen.waiters.is_empty() => {}
            _ if read.budget.down => state.probed_at = read.now,
            Some(pace) => {
                let whole_at = state.whole_at;
                state.whole_at = pace.whole_after(whole_at, &read.budget, read.now, chosen.items);
            }
            None => {}
        }
    }

    /// Whether what is remembered of the lane is this now.
    async fn write(&self, state: LaneState, was: &Stamped) -> Result<bool, NoLook> {
        if state == was.state {
            return Ok(true);
        }
        let new = Stamped { state, stamp: self.ids.next() };
        let swapped = self.links.lanes.swap(&self.lane.name, &new, &was.stamp).await?;
        Ok(swapped == Swapped::Yes)
    }

    async fn send(&self, waiters: &[ledger::Waiter], work: &mut Work) -> Result<(), NoLook> {
        let (waiting, outbox) = (&self.links.waiting, &self.links.outbox);
        let delivery = deliver(waiting, outbox, waiters, &mut work.sent, self.clock).await;
        if delivery.sent == 0 && delivery.refused > 0 {
            return Err(NoLook::Queue(delivery.refused));
        }
        Ok(())
    }
}

/// Before all turns.
fn first() -> String {
    turns(Priority::Person, "")
}
