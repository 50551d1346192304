//! The rules, pure: what may be taken when, and what each answer of the API changes.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rate::Rate;

/// Failures in a row that open the shared pause.
pub const FAILURES: u32 = 3;

/// The longest pause, whatever a `Retry-After` says: an absurd one must not stop the fleet for
/// ever. The next call asks again.
pub const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// The pause that the third failure in a row opens; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(30);

/// The longest pause that failures open.
const LONGEST_BACKOFF: Duration = Duration::from_mins(15);

/// The pause of a 429 that does not say how long.
const UNSAID: Duration = Duration::from_secs(30);

/// What the fleet shares about one API key.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// GCRA's theoretical arrival time: when the budget is whole again.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub whole_at: Timestamp,
    /// Nobody calls before this: the API said so.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub retry_at: Timestamp,
    /// Nobody calls before this: the API failed several times in a row, or a probe is out.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub backoff_until: Timestamp,
    /// Failures in a row: of calls that began after the failure before them.
    pub failures: u32,
    /// When the last of them was.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub failed_at: Timestamp,
}

/// Why a call has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The API said so, or it failed several times in a row.
    Pause,
    /// The budget is spent.
    Rate,
}

/// Not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Why.
    pub cause: Cause,
    /// When to ask again.
    pub until: Timestamp,
}

impl Default for State {
    fn default() -> Self {
        let ever = Timestamp::UNIX_EPOCH;
        Self { whole_at: ever, retry_at: ever, backoff_until: ever, failures: 0, failed_at: ever }
    }
}

impl State {
    /// Takes `units` from the budget, or says how long to wait. `call` is how long the call may
    /// take: after an outage, while failures are on record, one probe at a time holds off all
    /// others until it is answered, or could have been.
    pub fn take(
        &self,
        now: Timestamp,
        units: u32,
        rate: Option<Rate>,
        call: Duration,
    ) -> Result<Self, Wait> {
        let paused_until = self.retry_at.max(self.backoff_until);
        if now < paused_until {
            return Err(Wait { cause: Cause::Pause, until: paused_until });
        }
        let mut taken = rate.map_or(Ok(*self), |rate| self.spend(now, units, rate))?;
        if taken.is_open() {
            taken.backoff_until = after(now, call);
        }
        Ok(taken)
    }

    /// GCRA: a call conforms if the budget was whole, or will be within the burst.
    fn spend(&self, now: Timestamp, units: u32, rate: Rate) -> Result<Self, Wait> {
        let from = self.whole_at.max(now);
        let whole_at = after(from, rate.time_for(units));
        // A call larger than the burst waits for a whole budget, or it would wait for ever.
        let burst = rate.time_for(rate.burst.get().max(units));
        let conforming_at = before(whole_at, burst);
        if now < conforming_at {
            return Err(Wait { cause: Cause::Rate, until: conforming_at });
        }
        Ok(Self { whole_at, ..*self })
    }

    /// Whether so many failures are on record that calls go one at a time.
    pub(crate) fn is_open(&self) -> bool {
        self.failures >= FAILURES
    }

    /// The API answered: its failures are over. What it said about waiting stands.
    pub fn answered(&self) -> Self {
        let ever = Timestamp::UNIX_EPOCH;
        Self { failures: 0, backoff_until: ever, failed_at: ever, ..*self }
    }

    /// The API failed (5xx, timeout, nonsense) in a call that began at `began`. Calls side by
    /// side that fail together are one failure in the row.
    pub fn failed(&self, began: Timestamp, now: Timestamp) -> Self {
        if began < self.failed_at {
            return *self;
        }
        let failures = self.failures.saturating_add(1);
        let mut failed = Self { failures, failed_at: now, ..*self };
        if failed.is_open() {
            let doublings = failures.saturating_sub(FAILURES).min(16);
            let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_BACKOFF);
            failed.backoff_until = after(now, pause);
        }
        failed
    }

    /// The API said to wait: the whole fleet does.
    pub fn limited(&self, now: Timestamp, retry_after: Option<Duration>) -> Self {
        let pause = retry_after.unwrap_or(UNSAID).min(LONGEST_PAUSE);
        Self { retry_at: self.retry_at.max(after(now, pause)), ..*self }
    }
}

fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

fn before(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_sub(wait).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests;
