//! Where a call asks whether it may be made, and tells how it went.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ids::Ids;
use jiff::Timestamp;

use crate::rate::Rate;
use crate::state::{State, Wait};
use crate::table::{BudgetTable, Stamped, Swapped, Unavailable};

/// How often a write is tried against others that write at once. The calls of a fleet are slow
/// and few: who loses so often comes back later.
const RACES: usize = 16;

/// The shared gate in front of every API.
#[derive(Debug)]
pub struct Gate<T> {
    table: T,
    /// What this process saw last: where nobody else calls, one write takes a permit.
    seen: Mutex<HashMap<String, Stamped>>,
    /// Answers that were not told, since all was well: they count once a call fails.
    untold: Mutex<HashMap<String, u32>>,
    ids: Ids,
}

/// What a call needs of the budget.
#[derive(Clone, Copy, Debug)]
pub struct Permit<'a> {
    /// The API, by the name of its key.
    pub api: &'a str,
    /// Its rate, if it has one.
    pub rate: Option<Rate>,
    /// How many units the call takes.
    pub units: u32,
    /// Whether the call is to tell if the API is up.
    pub purpose: Purpose,
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What the API is there for. Whether it is up is judged by these calls alone, and while it is
    /// down one of them is the probe.
    Service,
    /// A look-up, or something that is fetched. It says nothing of the service, takes no probe's
    /// place, and may be made while the API is down: what it finds may be what a probe waits for.
    Inquiry,
}

/// What an API is held to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// A failure may be the call's own.
    Up,
    /// Its calls fail whatever they hold: no call's own fault.
    Down,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Call now.
    Granted,
    /// Call now: the API is held to be down, and this call finds out whether it answers again. It
    /// had better be small.
    Probe,
    /// Do not.
    Wait(Wait),
}

/// What came of asking for a permit ahead of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Call then: at once, or a little later.
    At(Timestamp),
    /// Do not: nothing was taken.
    Wait(Wait),
}

impl<T: BudgetTable> Gate<T> {
    /// A gate that shares its state in `table`.
    pub fn new(table: T) -> Self {
        Self { table, seen: Mutex::default(), untold: Mutex::default(), ids: Ids::of_system() }
    }

    /// The same gate, its stamps taken from here.
    #[must_use]
    pub fn with_ids(self, ids: Ids) -> Self {
        Self { ids, ..self }
    }

    /// Asks for a permit: one conditional write. An API without a rate, and without failures on
    /// record, costs a read instead.
    pub async fn take(&self, permit: Permit<'_>, now: Timestamp) -> Result<Pass, Unavailable> {
        if permit.rate.is_some() {
            let pass = self.try_take(permit, now).await?;
            if !matches!(pass, Pass::Wait(_)) {
                return Ok(pass);
            }
        }
        // What was seen last may be over: nobody waits on an old word.
        let found = self.table.look(permit.api).await?;
        self.remember(permit.api, found);
        self.try_take(permit, now).await
    }

    async fn try_take(&self, permit: Permit<'_>, now: Timestamp) -> Result<Pass, Unavailable> {
        let Permit { api, rate, units, purpose } = permit;
        let mut pass = Pass::Granted;
        let take = |state: &State| {
            let taken = match purpose {
                Purpose::Service => state.take(now, units, rate),
                Purpose::Inquiry => state.take_inquiry(now, units, rate),
            };
            pass = match taken {
                Ok(taken) if taken.down && purpose == Purpose::Service => Pass::Probe,
                Ok(_) => Pass::Granted,
                Err(wait) => Pass::Wait(wait),
            };
            taken.unwrap_or(*state)
        };
        self.change(api, take).await?;
        Ok(pass)
    }

    /// Takes a permit for a call that is made before all that waits, when its turn has come: within
    /// the rate, and not later than `latest`. One who takes it and does not call has used it up.
    pub async fn reserve(
        &self,
        permit: Permit<'_>,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<Slot, Unavailable> {
        let found = self.table.look(permit.api).await?;
        self.remember(permit.api, found);
        let mut slot = Slot::At(now);
        let reserve = |state: &State| match state.reserve(now, permit.units, permit.rate, latest) {
            Ok((taken, at)) => {
                slot = Slot::At(at);
                taken
            }
            Err(wait) => {
                slot = Slot::Wait(wait);
                *state
            }
        };
        self.change(permit.api, reserve).await?;
        Ok(slot)
    }

    /// The API answered a call. While all is well that is no write: it is told with the next
    /// failure, so that the share of the failures is right.
    pub async fn answered(&self, api: &str) -> Result<(), Unavailable> {
        if !self.remembered(api).state.is_failing() {
            let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
            let count = untold.entry(api.to_owned()).or_default();
            *count = count.saturating_add(1);
            return Ok(());
        }
        let answered = self.take_untold(api).saturating_add(1);
        self.change(api, |state| state.answered(answered)).await
    }

    /// The API failed a call. Says what it is held to be now.
    pub async fn failed(&self, api: &str, now: Timestamp) -> Result<Health, Unavailable> {
        let answered = self.take_untold(api);
        let mut health = Health::Up;
        let fail = |state: &State| {
            let failed = state.failed(answered, now);
            health = if failed.down { Health::Down } else { Health::Up };
            failed
        };
        self.change(api, fail).await?;
        Ok(health)
    }

    /// What this process saw the API held to be last: where the table gives no answer, that is the
    /// best that is known.
    pub fn last_seen(&self, api: &str) -> Health {
        if self.remembered(api).state.down { Health::Down } else { Health::Up }
    }

    fn take_untold(&self, api: &str) -> u32 {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        untold.remove(api).unwrap_or_default()
    }

    /// The API said to wait.
    pub async fn limited(
        &self,
        api: &str,
        retry_after: Option<Duration>,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        self.change(api, |state| state.limited(now, retry_after)).await
    }

    /// Writes what `change` makes of the state, of the newest one there is; what it leaves as it
    /// is, is not written. Two writers at once: one stamp wins, the other sees it and begins anew.
    async fn change(
        &self,
        api: &str,
        mut change: impl FnMut(&State) -> State,
    ) -> Result<(), Unavailable> {
        for _race in 0..RACES {
            let was = self.remembered(api);
            let state = change(&was.state);
            if state == was.state {
                return Ok(());
            }
            let new = Stamped { state, stamp: self.ids.next() };
            match self.table.swap(api, &new, &was.stamp).await? {
                Swapped::Yes => {
                    self.remember(api, new);
                    return Ok(());
                }
                Swapped::No(found) => self.remember(api, found),
            }
        }
        Err(Unavailable("too many writers at once".to_owned()))
    }

    fn remembered(&self, api: &str) -> Stamped {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(api).cloned().unwrap_or_default()
    }

    fn remember(&self, api: &str, stamped: Stamped) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(api.to_owned(), stamped);
    }
}
