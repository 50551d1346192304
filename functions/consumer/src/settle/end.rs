//! Ending a claim by what became of its items, and with it the fate of its message.

use std::collections::BTreeSet;
use std::sync::Arc;

use bodies::BodyStore;
use ledger::{Claim, Ending, Ledger, LedgerTable, Parked, Release, Unavailable, WaitCause};
use sequences::{Awaited, OrderTable};
use settings::{Api, ApiName};

use crate::clock::Clock;
use crate::event::{
    Cause, Claimed, Disposition, Event, ItemEnd, Outcome, Refusal, Setback, Why, of_hold, of_try,
    outcome, unconfirmed,
};
use crate::settle::wait::{Parkable, parkable, wait};

/// The step that ends an event for good.
const REFUSED: &str = "refused";

/// Ends claims. Holds: the ledger, the order of numbers where one is kept, and the bucket for the
/// bodies of events that wait.
#[derive(Debug)]
pub(crate) struct Settle<L, O, B> {
    pub(super) ledger: Arc<Ledger<L>>,
    pub(super) orders: Arc<O>,
    bodies: Arc<B>,
    /// The APIs that can be asked what became of a call.
    looked_up: BTreeSet<ApiName>,
    /// Whether any API takes jobs.
    pub(super) has_jobs: bool,
}

impl<L: LedgerTable, O: OrderTable, B: BodyStore> Settle<L, O, B> {
    pub fn new<'a>(
        ledger: Arc<Ledger<L>>,
        orders: Arc<O>,
        bodies: Arc<B>,
        apis: impl Iterator<Item = &'a Api>,
    ) -> Self {
        let (mut looked_up, mut has_jobs) = (BTreeSet::new(), false);
        for api in apis {
            has_jobs |= api.jobs.is_some();
            if api.lookup.is_some() || api.jobs.is_some() {
                looked_up.insert(api.name.clone());
            }
        }
        Self { ledger, orders, bodies, looked_up, has_jobs }
    }

    /// Ends the claim of an event whose items have all ended, once; nothing while one is open.
    pub async fn settle(&self, claimed: &Claimed, clock: &Clock) -> Option<Disposition> {
        let ends = claimed.ends()?;
        let claim = claimed.claim().await.take()?;
        let event = &claimed.event;
        let resolved = claimed.resolved();
        let claim = claim.resolved(|request_id| resolved.contains(request_id));
        let awake = self.wake(event, &ends, clock.now()).await;
        Some(match (outcome(&ends, event.unreadable()), awake) {
            // Whoever waits for what this event recorded is woken before it ends for good.
            (Outcome::Complete(_) | Outcome::Refuse(..), Err(error)) => {
                let setback = Setback::new(Cause::Tables, error.to_string());
                self.release(event, claim, Release::Hold, &setback).await
            }
            (Outcome::Complete(superseded), Ok(())) => {
                self.complete(claimed, claim.with_superseded(superseded)).await
            }
            (Outcome::Refuse(refusal, reason), Ok(())) => {
                self.refuse(event, claim, refusal, &reason).await
            }
            (Outcome::Release(release, setback), _) => {
                let release = event.release(release);
                let is_looked_up = event.api().is_some_and(|api| self.looked_up.contains(api));
                let claim =
                    if is_looked_up { claim.with_unconfirmed(unconfirmed(&ends)) } else { claim };
                let Some(parkable) = parkable(release, &setback, event) else {
                    return Some(self.release(event, claim, release, &setback).await);
                };
                let awaited = sequences::awaited(ends.iter().filter_map(ItemEnd::awaits).cloned());
                let waiting = Waiting { parkable, setback, awaited };
                match self.park(event, claim, waiting, clock).await {
                    Placed::Ended(disposition) => disposition,
                    Placed::Open(claim) => {
                        claimed.reopen(*claim).await;
                        return None;
                    }
                }
            }
        })
    }

    async fn complete(&self, claimed: &Claimed, claim: Claim) -> Disposition {
        let ending = self.ledger.complete(claim).await;
        let ended = How { step: "done", why: None, calls: claimed.calls_answered() };
        claimed.event.ended(ended, ending, || Disposition::Done)
    }

    async fn refuse(
        &self,
        event: &Event,
        claim: Claim,
        refusal: Refusal,
        reason: &str,
    ) -> Disposition {
        let ending = self.ledger.refuse(claim, reason, event.record.sent_at).await;
        let why = Why { cause: Some(refusal.name()), reason };
        event.ended(How::with(REFUSED, why), ending, || Disposition::Refused)
    }

    /// Moves the event out of the queue. Where that cannot be done, its message comes back.
    async fn park(
        &self,
        event: &Event,
        claim: Claim,
        Waiting { parkable, setback, awaited }: Waiting,
        clock: &Clock,
    ) -> Placed {
        let setback = &setback;
        let lane = parkable.lane.clone();
        let wait = match wait(&*self.bodies, event, &claim, parkable, clock.now()).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(event = event.key, %error, "its body is not stored, so it cannot wait in its row");
                return Placed::Ended(self.release(event, claim, Release::Hold, setback).await);
            }
        };
        if let Err(error) = self.ledger.open_lane(&lane).await {
            tracing::warn!(event = event.key, %error, "nobody would look for it where it waits");
            return Placed::Ended(self.release(event, claim, Release::Hold, setback).await);
        }
        let cause = wait.cause.word();
        let ending = match wait.cause {
            WaitCause::Sequence | WaitCause::Job if !awaited.is_empty() => {
                match self.park_for(claim, wait, &setback.reason, &awaited).await {
                    Ok(Parked::Open(claim)) => return Placed::Open(claim),
                    Ok(Parked::Ended(ending)) => Ok(ending),
                    Err(error) => Err(error),
                }
            }
            WaitCause::Sequence
            | WaitCause::Paused
            | WaitCause::Down
            | WaitCause::Rate
            | WaitCause::Credentials
            | WaitCause::Misconfigured
            | WaitCause::SpendCap
            | WaitCause::Held
            | WaitCause::Job => self.ledger.park(claim, wait, &setback.reason).await,
        };
        let why = Why { cause: Some(cause), reason: &setback.reason };
        Placed::Ended(event.ended(How::with("waiting", why), ending, || Disposition::Waiting))
    }

    async fn release(
        &self,
        event: &Event,
        claim: Claim,
        release: Release,
        setback: &Setback,
    ) -> Disposition {
        let Setback { cause, reason, wait, .. } = setback;
        let own = match release {
            Release::Try | Release::Get => of_try(claim.counted_tries().saturating_add(1)),
            Release::Hold => of_hold(event.record.receives),
        };
        let step = match release {
            Release::Try | Release::Get => "released after a try",
            Release::Hold => "released on hold",
        };
        let ending = self.ledger.release(claim, release, reason, event.record.sent_at).await;
        let why = Why { cause: Some(cause.name()), reason };
        let hidden = || Disposition::Later(own.max(wait.unwrap_or_default()));
        event.ended(How::with(step, why), ending, hidden)
    }
}

/// How a claim ends, for its line.
struct How<'a> {
    step: &'static str,
    why: Option<Why<'a>>,
    /// The calls whose answers were recorded.
    calls: Option<String>,
}

impl<'a> How<'a> {
    fn with(step: &'static str, why: Why<'a>) -> Self {
        Self { step, why: Some(why), calls: None }
    }
}

/// An event that waits outside the queue.
struct Waiting {
    parkable: Parkable,
    setback: Setback,
    /// What brings it back before its time.
    awaited: Vec<Awaited>,
}

/// Where an event is once it was to wait.
enum Placed {
    Ended(Disposition),
    /// What it was to wait for is there: its claim goes on.
    Open(Box<Claim>),
}

impl Event {
    /// What becomes of a message whose claim was ended, by what the ledger made of it. Nothing is
    /// acknowledged on a doubt: a message that comes back finds what was written.
    fn ended(
        &self,
        how: How<'_>,
        ending: Result<Ending, Unavailable>,
        disposition: impl FnOnce() -> Disposition,
    ) -> Disposition {
        let How { step, why, calls } = how;
        let again = || Disposition::Later(of_hold(self.record.receives));
        match ending {
            Ok(Ending::Written) => {
                self.line(step, why, calls.as_deref());
                disposition()
            }
            Ok(Ending::Refused) => {
                // A release that refuses does so since the tries are used up.
                let cause = if step == REFUSED { None } else { Some(Refusal::Tries.name()) };
                let why = why.map(|why| Why { cause: cause.or(why.cause), ..why });
                self.line(REFUSED, why, None);
                Disposition::Refused
            }
            Ok(Ending::Outlived) => {
                let (event, request_id) = (&self.key, &self.origin.request_id);
                tracing::warn!(event, request_id, step, "the lease was outlived, nothing written");
                again()
            }
            Err(error) => {
                let (event, request_id) = (&self.key, &self.origin.request_id);
                tracing::error!(event, request_id, step, %error, "claim not ended");
                again()
            }
        }
    }
}
