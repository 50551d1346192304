//! Ending a claim by what became of its items.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use ledger::{Claim, Ending, Release, Unavailable};

use crate::backoff;
use crate::case::{Case, ItemEnd, ItemState, Setback};
use crate::cause::{Cause, Refusal};
use crate::consume::Consumer;
use crate::fate::Fate;
use crate::job::Job;
use crate::measure;
use crate::outside::Outside;

/// What a case's items come to, together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Complete,
    Refuse(Refusal, String),
    Release(Release, Setback),
}

impl<W: Outside> Consumer<W> {
    /// Ends a case's claim.
    pub(crate) async fn settle(&self, case: Case) -> Fate {
        let Case { job, claim, items, resolved, .. } = case;
        let claim = claim.resolved(|request_id| resolved.contains(request_id));
        match outcome(&items, job.unreadable()) {
            Outcome::Complete => {
                let superseded = superseded(&items);
                self.complete(&job, claim.with_superseded(superseded)).await
            }
            Outcome::Refuse(refusal, reason) => self.refuse(&job, claim, refusal, &reason).await,
            Outcome::Release(release, setback) => {
                let claim = if self.is_looked_up(&job) {
                    claim.with_unconfirmed(unheard(&items))
                } else {
                    claim
                };
                self.release(&job, claim, release, &setback).await
            }
        }
    }

    /// Whether its API can be asked what became of a call.
    fn is_looked_up(&self, job: &Job) -> bool {
        job.api().and_then(|api| self.apis.get(api)).is_some_and(|api| api.lookup.is_some())
    }

    pub(crate) async fn complete(&self, job: &Job, claim: Claim) -> Fate {
        let ending = self.ledger.complete(claim).await;
        job.ended("done", None, ending, || Fate::Done)
    }

    pub(crate) async fn refuse(
        &self,
        job: &Job,
        claim: Claim,
        refusal: Refusal,
        reason: &str,
    ) -> Fate {
        let ending = self.ledger.refuse(claim, reason, job.record.sent_at).await;
        let why = Why { cause: Some(refusal.name()), reason };
        job.ended(REFUSED, Some(why), ending, || Fate::Refused)
    }

    async fn release(&self, job: &Job, claim: Claim, release: Release, setback: &Setback) -> Fate {
        let Setback { cause, reason, wait, .. } = setback;
        let own = match release {
            Release::Try => backoff::of_try(claim.tries().saturating_add(1)),
            Release::Hold => backoff::of_hold(job.record.receives),
        };
        let step = match release {
            Release::Try => "released after a try",
            Release::Hold => "released on hold",
        };
        let ending = self.ledger.release(claim, release, reason, job.record.sent_at).await;
        let why = Why { cause: Some(cause.name()), reason };
        job.ended(step, Some(why), ending, || Fate::Later(own.max(wait.unwrap_or_default())))
    }
}

/// Whoever has to wait decides for the whole event; it is refused only once everything else of it
/// is settled, so that what can be recorded is. `unreadable` names the items that cannot be.
fn outcome(items: &[ItemState], unreadable: Option<String>) -> Outcome {
    let (mut hold, mut attempt, mut refused) = (None, None, Vec::new());
    for state in items {
        match state {
            ItemState::Open(_) => hold = Some(Setback::new(Cause::Bug, "not asked")),
            ItemState::Ended(ItemEnd::Settled | ItemEnd::Superseded) => {}
            ItemState::Ended(ItemEnd::Refuse(reason)) => refused.push(reason.clone()),
            ItemState::Ended(ItemEnd::Try(setback)) => attempt = Some(setback.clone()),
            ItemState::Ended(ItemEnd::Hold(setback)) => hold = Some(setback.clone()),
        }
    }
    let refusal = if refused.is_empty() { Refusal::Unmappable } else { Refusal::Item };
    let reasons: Vec<String> = refused.into_iter().take(NAMED).chain(unreadable).collect();
    match (attempt, hold) {
        (Some(setback), _) => Outcome::Release(Release::Try, setback),
        (None, Some(setback)) => Outcome::Release(Release::Hold, setback),
        (None, None) if reasons.is_empty() => Outcome::Complete,
        (None, None) => Outcome::Refuse(refusal, reasons.join("; ")),
    }
}

/// How many refused items a reason names: it is kept in the ledger, whose rows are small.
const NAMED: usize = 5;

/// How many items are older than what is on record.
fn superseded(items: &[ItemState]) -> u32 {
    let is = |state: &&ItemState| matches!(state, ItemState::Ended(ItemEnd::Superseded));
    u32::try_from(items.iter().filter(is).count()).unwrap_or(u32::MAX)
}

/// The calls that may have been answered, and were not heard, each once.
fn unheard(items: &[ItemState]) -> BTreeSet<String> {
    let setbacks = items.iter().filter_map(|state| match state {
        ItemState::Ended(ItemEnd::Try(setback) | ItemEnd::Hold(setback)) => Some(setback),
        ItemState::Ended(ItemEnd::Settled | ItemEnd::Superseded | ItemEnd::Refuse(_))
        | ItemState::Open(_) => None,
    });
    setbacks.filter_map(|setback| setback.unheard.clone()).collect()
}

/// Why a step was taken: one word to count by, and the same for people.
#[derive(Clone, Copy, Debug)]
struct Why<'a> {
    cause: Option<&'static str>,
    reason: &'a str,
}

/// The step that ends an event for good.
const REFUSED: &str = "refused";

impl Job {
    /// The fate of a message whose claim was ended, by what the ledger made of it. Nothing is
    /// acknowledged on a doubt: a message that comes back finds what was written.
    fn ended(
        &self,
        step: &'static str,
        why: Option<Why<'_>>,
        ending: Result<Ending, Unavailable>,
        fate: impl FnOnce() -> Fate,
    ) -> Fate {
        let again = || Fate::Later(backoff::of_hold(self.record.receives));
        match ending {
            Ok(Ending::Written) => {
                self.line(step, why, None);
                fate()
            }
            Ok(Ending::Refused) => {
                // A release that refuses does so since the tries are used up.
                let cause = if step == REFUSED { None } else { Some(Refusal::Tries.name()) };
                let why = why.map(|why| Why { cause: cause.or(why.cause), ..why });
                self.line(REFUSED, why, None);
                Fate::Refused
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

    /// The fate of a message whose event somebody else has, or that cannot be claimed now: hidden
    /// until `until`, or for this receive's own backoff, whichever is later.
    pub(crate) fn held(
        &self,
        cause: Cause,
        reason: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Fate {
        self.line("held", Some(Why { cause: Some(cause.name()), reason }), None);
        let rest = Duration::try_from(until.duration_since(now)).unwrap_or_default();
        Fate::Later(rest.max(backoff::of_hold(self.record.receives)))
    }

    /// One line, and one count, for one step of this event.
    pub(crate) fn log(&self, step: &'static str) {
        self.line(step, None, None);
    }

    /// The same with a reason, which names places and codes, never contents.
    pub(crate) fn log_reason(&self, step: &'static str, reason: &str) {
        self.line(step, Some(Why { cause: None, reason }), None);
    }

    /// The same with the API's call that it is owed to, where that is known.
    pub(crate) fn log_call(&self, step: &'static str, api_request_id: Option<&str>) {
        self.line(step, None, api_request_id);
    }

    fn line(&self, step: &'static str, why: Option<Why<'_>>, api_request_id: Option<&str>) {
        measure::step(self, step);
        let cause = why.and_then(|why| why.cause);
        if let Some(cause) = cause {
            measure::cause(step, cause);
        }
        let Self { key, origin, record, .. } = self;
        tracing::info!(
            event = key,
            request_id = origin.request_id,
            trace_id = origin.trace.as_ref().map(|trace| trace.trace_id.as_str()),
            message_id = record.message_id,
            receives = record.receives,
            api_request_id,
            cause,
            reason = why.map(|why| why.reason),
            "{step}"
        );
    }
}
