//! Asking the fleet's shared gate before a call, and telling it how the call went.

use std::time::Duration;

use budget::{BudgetTable, Gate, Health, LONGEST_PAUSE, Pass, Permit, Purpose, Rate};
use classifier::CallError;
use ids::Ids;
use settings::{Api, ApiRate, RateUnit};
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
}

impl<B: BudgetTable> Permits<B> {
    pub fn new(budget: B, ids: Ids) -> Self {
        Self { gate: Gate::new(budget).with_ids(ids) }
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

    /// The same for anything that has a budget. A wait that ends soon is waited for, if a call of
    /// this length still fits after it: a message that comes back instead costs a receive.
    pub async fn take(
        &self,
        permit: Permit<'_>,
        call: Duration,
        clock: &Clock,
    ) -> Result<Permitted, CallFailed> {
        loop {
            let now = clock.now();
            let passed = self.gate.take(permit, now).await;
            if let (Ok(pass), Purpose::Service) = (&passed, permit.purpose) {
                let (is_down, is_paused) = stands(pass);
                measure::looked_at(is_down, is_paused);
            }
            let wait = match passed {
                Ok(Pass::Granted) => return Ok(Permitted::Whole),
                Ok(Pass::Probe) => return Ok(Permitted::Probe),
                Ok(Pass::Wait(wait)) => wait,
                Err(error) => {
                    return Err(CallFailed::Hold(Setback::new(Cause::Tables, error.to_string())));
                }
            };
            let rest = Duration::try_from(wait.until.duration_since(now)).unwrap_or_default();
            if wait.cause == budget::Cause::Down
                || rest > SOON
                || !clock.has_time_for(rest.saturating_add(call))
            {
                let setback = held_off(wait.cause).waiting(Some(rest)).for_lane(permit.api);
                return Err(CallFailed::Hold(setback));
            }
            sleep(rest).await;
        }
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

/// Whether the API is held to be down, and whether it has asked for a pause.
fn stands(pass: &Pass) -> (bool, bool) {
    match pass {
        Pass::Granted => (false, false),
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
