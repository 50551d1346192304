//! The rules, pure: what may be taken when, and what each answer of the API changes.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rate::Rate;

/// Failures after which an API may be held to be down.
pub const FAILURES: u32 = 3;

/// How long an API has to fail before it may be held to be down: calls side by side that fail
/// together are one piece of bad luck.
pub const FAILING: Duration = Duration::from_secs(30);

/// How long the calls are remembered of which the share is taken: longer than three of the slowest
/// calls take.
pub const WINDOW: Duration = Duration::from_mins(30);

/// While an API is down, one call in this time finds out whether it answers again.
pub const PROBE: Duration = Duration::from_mins(1);

/// The longest pause, whatever a `Retry-After` says: an absurd one must not stop the fleet for
/// ever. The next call asks again.
pub const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// The pause of a 429 that does not say how long.
const UNSAID: Duration = Duration::from_secs(30);

/// Of so many calls one may fail before failures are worth remembering.
const WELL: u32 = 10;

/// What the fleet shares about one API key.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// GCRA's theoretical arrival time: when the budget is whole again.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub whole_at: Timestamp,
    /// No call is made before this: the API said so.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub retry_at: Timestamp,
    /// When the first failure was that is remembered.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub failing_since: Timestamp,
    /// Failures since then.
    pub failed: u32,
    /// Answers since then, as far as they were written.
    pub answered: u32,
    /// Whether the API is held to be down.
    pub down: bool,
    /// While it is down, when the next probe may be made.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub probe_at: Timestamp,
}

/// What a state lets be asked, seen by somebody who takes nothing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Calls may be made, as far as the rate goes.
    Open,
    /// The API said to wait until then.
    Paused(Timestamp),
    /// It is held to be down: one call may find out from then on whether it answers again.
    Down(Timestamp),
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

/// Why a call has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The API said so.
    Pause,
    /// It is held to be down, and a probe is out.
    Down,
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
        Self {
            whole_at: ever,
            retry_at: ever,
            failing_since: ever,
            failed: 0,
            answered: 0,
            down: false,
            probe_at: ever,
        }
    }
}

impl State {
    /// Whether calls may be made at all. An API that is down and paused is down: its probe waits for
    /// both.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.down {
            return Standing::Down(self.probe_at.max(self.retry_at));
        }
        if now < self.retry_at { Standing::Paused(self.retry_at) } else { Standing::Open }
    }

    /// Whether a call that has its permit may be made: nobody calls an API that is paused, and one that
    /// is down is called to inquire only.
    pub(crate) fn is_open(&self, purpose: Purpose, now: Timestamp) -> bool {
        now >= self.retry_at && (!self.down || purpose == Purpose::Inquiry)
    }

    /// How many units the budget has now. Takes none of them.
    pub fn conforming(&self, now: Timestamp, rate: Rate) -> u32 {
        rate.conforming(self.whole_at, now)
    }

    /// Takes `units` from the budget, or says how long to wait. While the API is down, what is
    /// taken is the one probe of this minute.
    pub fn take(&self, now: Timestamp, units: u32, rate: Option<Rate>) -> Result<Self, Wait> {
        if self.down && now < self.probe_at {
            return Err(Wait { cause: Cause::Down, until: self.probe_at.max(self.retry_at) });
        }
        let taken = self.take_inquiry(now, units, rate)?;
        if taken.down {
            return Ok(Self { probe_at: after(now, PROBE), ..taken });
        }
        Ok(taken)
    }

    /// Takes `units` now, or before they are there, and says when they are: the call is made then.
    /// Whoever asks meanwhile finds them taken, and waits behind; the rate is kept all the same. Takes
    /// nothing where that is later than `latest`, and nothing for later from an API that is paused or
    /// down: while it is down, a [`Purpose::Inquiry`] alone may have its turn later.
    pub fn reserve(
        &self,
        purpose: Purpose,
        now: Timestamp,
        (units, rate): (u32, Option<Rate>),
        latest: Timestamp,
    ) -> Result<(Self, Timestamp), Wait> {
        let taken = match purpose {
            Purpose::Service => self.take(now, units, rate),
            Purpose::Inquiry => self.take_inquiry(now, units, rate),
        };
        let is_for_later = !self.down || purpose == Purpose::Inquiry;
        match (taken, rate) {
            (Ok(taken), _) => Ok((taken, now)),
            (Err(wait), Some(rate))
                if wait.cause == Cause::Rate && wait.until <= latest && is_for_later =>
            {
                let whole_at = rate.whole_after(self.whole_at, now, units);
                Ok((Self { whole_at, ..*self }, wait.until))
            }
            (Err(wait), _) => Err(wait),
        }
    }

    /// The same for a call by which nobody judges whether the API is up.
    pub fn take_inquiry(
        &self,
        now: Timestamp,
        units: u32,
        rate: Option<Rate>,
    ) -> Result<Self, Wait> {
        if now < self.retry_at {
            return Err(Wait { cause: Cause::Pause, until: self.retry_at });
        }
        rate.map_or(Ok(*self), |rate| self.spend(now, units, rate))
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

    /// So many calls were answered. An API that was down is up; failures that are few among many
    /// answers are forgotten. What the API said about waiting stands.
    pub fn answered(&self, calls: u32) -> Self {
        let answered = self.answered.saturating_add(calls);
        let few = self.failed.saturating_mul(WELL) <= answered;
        if self.down || few { self.well() } else { Self { answered, ..*self } }
    }

    /// A call failed (5xx, timeout, nonsense), and so many were answered since this was last
    /// told. The API is down once half of the calls and more have failed, several of them, for a
    /// while.
    pub fn failed(&self, answered: u32, now: Timestamp) -> Self {
        let begun = if self.is_remembered(now) { *self } else { self.failing(now) };
        let failed = Self {
            failed: begun.failed.saturating_add(1),
            answered: begun.answered.saturating_add(answered),
            ..begun
        };
        let lasts = failed.failing_since.saturating_add(FAILING).is_ok_and(|until| now >= until);
        let is_down = failed.failed >= FAILURES && failed.failed >= failed.answered && lasts;
        if is_down && !failed.down {
            return Self { down: true, probe_at: after(now, PROBE), ..failed };
        }
        failed
    }

    /// Whether failures are remembered: only then an answer is worth telling.
    pub(crate) fn is_failing(&self) -> bool {
        self.failed > 0
    }

    /// Where nothing was answered since the first failure, there is nothing to take a share of, and
    /// it does not matter how seldom the API is asked: a spend cap may allow a few calls an hour.
    fn is_remembered(&self, now: Timestamp) -> bool {
        let counts = self.answered == 0 || now < after(self.failing_since, WINDOW);
        self.down || (self.is_failing() && counts)
    }

    fn failing(&self, now: Timestamp) -> Self {
        Self { failing_since: now, ..self.well() }
    }

    fn well(&self) -> Self {
        Self { whole_at: self.whole_at, retry_at: self.retry_at, ..Self::default() }
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
