//! Where a call asks whether it may be made, and tells how it went.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ids::Ids;
use jiff::Timestamp;

use crate::rate::Rate;
use crate::state::{Purpose, State, Wait};
use crate::table::{BudgetTable, Stamped, Swapped, Unavailable};

/// How often a write is tried against others that write at once. The calls of a fleet are slow
/// and few: who loses so often comes back later.
const RACES: usize = 16;

/// The shared gate in front of every API.
#[derive(Debug)]
pub struct Gate<T> {
    table: T,
    /// What this process saw last: where nobody else calls, one write takes a permit.
    seen: Mutex<HashMap<String, Seen>>,
    /// Answers that were not told, since all was well: they count once a call fails.
    untold: Mutex<HashMap<String, u32>>,
    ids: Ids,
}

/// A state, as a process saw it last.
#[derive(Clone, Debug)]
struct Seen {
    stamped: Stamped,
    /// Somebody else has written since this process wrote: what was seen may be old, and a read costs a
    /// fifth of a write that comes second.
    is_shared: bool,
}

impl Default for Seen {
    /// Whoever has just started knows nothing, and others may call.
    fn default() -> Self {
        Self { stamped: Stamped::default(), is_shared: true }
    }
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
    /// Call then, if the API is still open ([`Gate::is_open`]). One who takes it and does not call has
    /// used it up.
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

    /// Asks for a permit: one conditional write, after a read where others write, too. What the rate
    /// does not give now is taken for a little later, if that is not later than `latest`: whoever
    /// asks meanwhile finds it taken, and nobody has to ask again. An API without a rate, and without
    /// failures on record, costs a read.
    pub async fn take(
        &self,
        permit: Permit<'_>,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<Pass, Unavailable> {
        if permit.rate.is_some() && !self.remembered(permit.api).is_shared {
            let pass = self.try_take(permit, latest, now).await?;
            if !matches!(pass, Pass::Wait(_)) {
                return Ok(pass);
            }
        }
        // What was seen last may be over: nobody waits on an old word.
        let _seen = self.look(permit.api).await?;
        self.try_take(permit, latest, now).await
    }

    async fn try_take(
        &self,
        permit: Permit<'_>,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<Pass, Unavailable> {
        let Permit { api, rate, units, purpose } = permit;
        let mut pass = Pass::Granted;
        let take = |state: &State| match state.reserve(purpose, now, (units, rate), latest) {
            Ok((taken, at)) => {
                pass = match purpose {
                    _ if at > now => Pass::At(at),
                    Purpose::Service if taken.down => Pass::Probe,
                    Purpose::Service | Purpose::Inquiry => Pass::Granted,
                };
                taken
            }
            Err(wait) => {
                pass = Pass::Wait(wait);
                *state
            }
        };
        self.change(api, take).await?;
        Ok(pass)
    }

    /// Whether a call whose permit was for later may be made, now that its time has come: the API may
    /// be paused or down by now. Costs a read.
    pub async fn is_open(&self, permit: Permit<'_>, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(self.look(permit.api).await?.is_open(permit.purpose, now))
    }

    /// The API answered a call. While all is well that is no write: it is told with the next
    /// failure, so that the share of the failures is right.
    pub async fn answered(&self, api: &str) -> Result<(), Unavailable> {
        if !self.remembered(api).stamped.state.is_failing() {
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
        if self.remembered(api).stamped.state.down { Health::Down } else { Health::Up }
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
            let was = self.remembered(api).stamped;
            let state = change(&was.state);
            if state == was.state {
                return Ok(());
            }
            let new = Stamped { state, stamp: self.ids.next() };
            match self.table.swap(api, &new, &was.stamp).await? {
                Swapped::Yes => {
                    self.wrote(api, new);
                    return Ok(());
                }
                Swapped::No(found) => self.found(api, found),
            }
        }
        Err(Unavailable("too many writers at once".to_owned()))
    }

    /// Reads what stands now.
    async fn look(&self, api: &str) -> Result<State, Unavailable> {
        let found = self.table.look(api).await?;
        let state = found.state;
        self.found(api, found);
        Ok(state)
    }

    fn remembered(&self, api: &str) -> Seen {
        self.seen().get(api).cloned().unwrap_or_default()
    }

    fn wrote(&self, api: &str, stamped: Stamped) {
        self.seen().entry(api.to_owned()).or_default().stamped = stamped;
    }

    /// Where what was seen last still stands, nobody else writes.
    fn found(&self, api: &str, stamped: Stamped) {
        let mut seen = self.seen();
        let seen = seen.entry(api.to_owned()).or_default();
        let is_shared = seen.stamped.stamp != stamped.stamp;
        *seen = Seen { stamped, is_shared };
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
