//! Asking the fleet's shared gate before a call, and telling it how the call went.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use budget::{BudgetTable, Gate, Health, LONGEST_PAUSE, Pass, Permit, Purpose, Rate, Wait};
use classifier::CallError;
use ids::Ids;
use jiff::Timestamp;
use settings::{Api, ApiRate, RateUnit};
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::clock::Clock;
use crate::event::{Cause, Setback};
use crate::measure;
use crate::remote::failed::CallFailed;

/// The longest wait that an invocation sits out: it is paid for by the second.
const SOON: Duration = Duration::from_secs(20);

/// What may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permitted {
    /// The whole call.
    Whole,
    /// One item of it: it is not known whether the API answers at all.
    Probe,
}

/// The fleet's gate. Holds: the budget's table.
#[derive(Debug)]
pub(crate) struct Permits<B> {
    gate: Gate<B>,
    turns: std::sync::Mutex<HashMap<String, Arc<Mutex<()>>>>,
}

impl<B: BudgetTable> Permits<B> {
    pub fn new(budget: B, ids: Ids) -> Self {
        Self { gate: Gate::new(budget).with_ids(ids), turns: std::sync::Mutex::default() }
    }

    /// Whether the call may be made now. Without the gate's word none is made: an API is never
    /// stormed because a table is down.
    pub async fn call(
        &self,
        api: &Api,
        items: usize,
        purpose: Purpose,
        call: Duration,
        clock: &Clock,
    ) -> Result<Permitted, CallFailed> {
        let units = match api.rate.map(|rate| rate.unit) {
            Some(RateUnit::Items) => u32::try_from(items).unwrap_or(u32::MAX),
            Some(RateUnit::Calls) | None => 1,
        };
        let rate = api.rate.map(rate);
        self.take(Permit { api: &api.name, rate, units, purpose }, call, clock).await
    }

    /// The same for anything that has a budget. A turn that comes soon is waited for, if a call of this
    /// length still fits after it: a message that comes back instead costs a receive. The calls of a
    /// process take their turns one after the other, so that they do not write against each other.
    pub async fn take(
        &self,
        permit: Permit<'_>,
        call: Duration,
        clock: &Clock,
    ) -> Result<Permitted, CallFailed> {
        let _turn = match permit.rate {
            Some(_) => Some(self.turns(permit.api).lock_owned().await),
            None => None,
        };
        loop {
            let now = clock.now();
            if !clock.has_time_for(call) {
                // The turns before its own took too long.
                return Err(CallFailed::Hold(held_off(budget::Cause::Rate).for_lane(permit.api)));
            }
            let passed = self.gate.take(permit, clock.latest(SOON, call), now).await;
            if let (Ok(pass), Purpose::Service) = (&passed, permit.purpose) {
                let (is_down, is_paused) = stands(pass);
                measure::looked_at(is_down, is_paused);
            }
            match passed? {
                Pass::Granted => return Ok(Permitted::Whole),
                Pass::Probe => return Ok(Permitted::Probe),
                Pass::At(at) => {
                    sleep(until(at, now)).await;
                    if self.gate.is_open(permit, clock.now()).await? {
                        return Ok(Permitted::Whole);
                    }
                }
                Pass::Wait(wait) => sit_out(wait, permit.api, call, clock).await?,
            }
        }
    }

    /// Where the calls of one API wait for their turn.
    fn turns(&self, api: &str) -> Arc<Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(api.to_owned()).or_default())
    }

    /// Tells the gate what the fleet has to know, and says what the result means for the items.
    pub async fn report<T>(
        &self,
        api: &str,
        purpose: Purpose,
        request_id: Option<&str>,
        result: Result<T, CallError>,
        clock: &Clock,
    ) -> Result<T, CallFailed> {
        let error = match result {
            Ok(answer) => {
                self.tell_answered(api, purpose).await;
                return Ok(answer);
            }
            Err(error) => error,
        };
        let said = error.to_string();
        let mut setback = Setback::new(Cause::of(&error), said.clone()).for_lane(api);
        if let Some(request_id) = request_id.filter(|_| error.is_unconfirmed()) {
            setback = setback.unconfirmed(request_id);
        }
        Err(match error {
            CallError::Accepted => {
                self.tell_answered(api, purpose).await;
                CallFailed::Hold(setback)
            }
            CallError::RateLimited { retry_after } => {
                tell(api, self.gate.limited(api, retry_after, clock.now()).await);
                CallFailed::Hold(setback.waiting(retry_after.map(|wait| wait.min(LONGEST_PAUSE))))
            }
            CallError::Unavailable(_) | CallError::Nonsense(_) => {
                match self.tell_failed(api, purpose, clock).await {
                    // Calls fail whatever they hold: no event's fault, and no try of it.
                    Some(Health::Down) => CallFailed::Hold(setback),
                    Some(Health::Up) | None => CallFailed::Try(setback),
                }
            }
            CallError::BadCall(status) => {
                self.tell_answered(api, purpose).await;
                CallFailed::Refused(status, said)
            }
            CallError::Misconfigured(_) => CallFailed::Hold(setback),
        })
    }

    async fn tell_answered(&self, api: &str, purpose: Purpose) {
        match purpose {
            Purpose::Service => {
                tell(api, self.gate.answered(api).await);
            }
            Purpose::Inquiry => {}
        }
    }

    /// Says what the API is held to be: where the table does not say, what it was held to be when the
    /// call was let through. A probe that fails is no event's fault, whoever is told of it.
    async fn tell_failed(&self, api: &str, purpose: Purpose, clock: &Clock) -> Option<Health> {
        match purpose {
            Purpose::Service => {
                let told = tell(api, self.gate.failed(api, clock.now()).await);
                Some(told.unwrap_or_else(|| self.gate.last_seen(api)))
            }
            Purpose::Inquiry => None,
        }
    }
}

/// Waits until the API may be asked again, where that is soon. The rate's turn is later than that.
async fn sit_out(wait: Wait, api: &str, call: Duration, clock: &Clock) -> Result<(), CallFailed> {
    let rest = until(wait.until, clock.now());
    match wait.cause {
        budget::Cause::Pause if wait.until <= clock.latest(SOON, call) => {
            sleep(rest).await;
            Ok(())
        }
        budget::Cause::Pause | budget::Cause::Down | budget::Cause::Rate => {
            Err(CallFailed::Hold(held_off(wait.cause).waiting(Some(rest)).for_lane(api)))
        }
    }
}

fn until(time: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(time.duration_since(now)).unwrap_or_default()
}

/// Whether the API is held to be down, and whether it has asked for a pause.
fn stands(pass: &Pass) -> (bool, bool) {
    match pass {
        Pass::Granted | Pass::At(_) => (false, false),
        Pass::Probe => (true, false),
        Pass::Wait(wait) => match wait.cause {
            budget::Cause::Down => (true, false),
            budget::Cause::Pause => (false, true),
            budget::Cause::Rate => (false, false),
        },
    }
}

fn held_off(cause: budget::Cause) -> Setback {
    match cause {
        budget::Cause::Pause => Setback::new(Cause::Pause, "the API is paused for everybody"),
        budget::Cause::Down => Setback::new(Cause::ApiDown, "the API is held to be down"),
        budget::Cause::Rate => Setback::new(Cause::Rate, "the rate budget is spent"),
    }
}

/// If the table does not take it, the next call finds out for itself.
fn tell<T>(api: &str, told: Result<T, budget::Unavailable>) -> Option<T> {
    told.inspect_err(|error| {
        tracing::warn!(api, %error, "not written to the shared budget");
    })
    .ok()
}

pub(crate) fn rate(rate: ApiRate) -> Rate {
    Rate { units: rate.units, per: rate.per, burst: rate.burst }
}

#[cfg(test)]
mod tests;
