//! Asking first what became of earlier calls whose answer nobody heard.
//!
//! Such a call may have been answered, and paid for: it timed out here, its answer could not be
//! recorded, or the invocation that made it died. The claim knows it by its `X-Request-Id`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use budget::Purpose;
use classifier::{Answer, Classifier, Found, Key, LookUp};
use futures::StreamExt;
use settings::{Api, ApiName};

use crate::ask::{CallFailed, Ends, named};
use crate::batch::Batch;
use crate::case::{ItemEnd, ItemState, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::isolate::isolate;
use crate::measure;
use crate::outside::Outside;
use crate::plan::ItemRef;
use crate::row::Provenance;
use crate::state::mark;

/// How many earlier calls are looked up at once.
const LOOK_UPS: usize = 4;

/// How long the answer to a look-up may take: nothing is classified for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// An earlier call, by its API and its `X-Request-Id`, and who waits for it.
type Earlier = BTreeMap<(ApiName, String), Vec<ItemRef>>;

impl<W: Outside> Consumer<W> {
    /// Looks up every call that may have been answered, each once, and records what is found. What
    /// is still being worked on, or cannot be looked up now, waits: it is not asked again.
    pub(crate) async fn look_up_all(&self, batch: &mut Batch, clock: &Clock) {
        let earlier = self.earlier(batch);
        let cases = &batch.cases;
        let look_ups = earlier.into_iter().map(|((api, request_id), askers)| async move {
            let Some(api) = self.apis.get(&api) else {
                return LookedUp::unresolved(Ends::new());
            };
            let found = isolate("look-up", self.look_up(api, &request_id, clock)).await;
            let found = match found {
                Ok(found) => found,
                Err(panicked) => {
                    Err(Setback::new(Cause::Bug, format!("a panic in {}", panicked.0)))
                }
            };
            let (about, items) = match found {
                Ok(Found::Nothing) => return LookedUp::resolved(request_id, askers, Ends::new()),
                Ok(Found::Answers { about, items }) => (about, items),
                Ok(Found::Working) => {
                    return LookedUp::unresolved(hold_all(askers, &still_working()));
                }
                Err(setback) => return LookedUp::unresolved(hold_all(askers, &setback)),
            };
            let named = named(&request_id, &about);
            let provenance = Provenance::of(&named, clock.now());
            let found = askers.iter().filter_map(|asker| {
                let item = cases.get(asker.job)?.as_ref()?.job.items().get(asker.item)?;
                Some((*asker, items.get(mark(item, &api.name).as_str())?))
            });
            let pending = found.clone().filter(|(_, answer)| answer.is_pending());
            let pending: Vec<_> = pending.map(|(asker, _)| asker).collect();
            let answered = found.filter(|(_, answer)| is_final(answer));
            let mut ends = self.keep(api, answered, cases, provenance, clock).await;
            if pending.is_empty() {
                return LookedUp::resolved(request_id, askers, ends);
            }
            ends.extend(hold_all(pending, &still_working()));
            LookedUp::unresolved(ends)
        });
        let looked_up: Vec<LookedUp> =
            futures::stream::iter(look_ups).buffer_unordered(LOOK_UPS).collect().await;
        for (request_id, job) in looked_up.iter().flat_map(LookedUp::resolved_for) {
            batch.resolve(job, request_id);
        }
        let ends = looked_up.into_iter().map(|looked_up| looked_up.ends);
        // An item that was found in one of several earlier calls needs to wait for none of them.
        let (settled, others): (Ends, Ends) =
            ends.flatten().partition(|(_, end)| *end == ItemEnd::Settled);
        for (item, end) in others.into_iter().chain(settled) {
            batch.end_item(item, end);
        }
    }

    /// The calls to be looked up, with every item that has no answer yet and may find it there.
    fn earlier(&self, batch: &Batch) -> Earlier {
        let mut earlier = Earlier::new();
        for (job, case) in batch.cases.iter().enumerate() {
            let Some(case) = case else { continue };
            let Some(api) = case.job.api().filter(|api| self.is_asked(api)) else { continue };
            let open = case.items.iter().enumerate();
            let open = open.filter(|(_, state)| matches!(state, ItemState::Open(_)));
            let askers: Vec<_> = open.map(|(item, _)| ItemRef { job, item }).collect();
            for request_id in case.claim.unconfirmed().iter().filter(|_| !askers.is_empty()) {
                let call = earlier.entry((api.clone(), request_id.clone())).or_default();
                call.extend_from_slice(&askers);
            }
        }
        earlier
    }

    fn is_asked(&self, api: &ApiName) -> bool {
        self.apis.get(api).is_some_and(|api| api.lookup.is_some())
    }

    /// Asks about one call, with the fleet's leave like any other.
    async fn look_up(&self, api: &Api, request_id: &str, clock: &Clock) -> Result<Found, Setback> {
        let Some(path) = &api.lookup else { return Ok(Found::Nothing) };
        if !clock.has_time_for(PATIENCE) {
            return Err(Setback::new(Cause::Deadline, "too little time left"));
        }
        let key = self.key(api, clock).await.map_err(setback)?;
        self.permit(api, 1, Purpose::Inquiry, PATIENCE, clock).await.map_err(setback)?;
        let look_up = LookUp {
            base_url: &api.base_url,
            path,
            key_header: &api.key_header,
            key: Key(&key),
            request_id,
            retryable: &api.retryable,
            timeout: PATIENCE,
            now: clock.now(),
        };
        let found = self.api.look_up(look_up).await;
        let outcome = outcome(&found);
        measure::look_up(&api.name, outcome);
        tracing::info!(api_request_id = request_id, outcome, "looked up");
        let reported =
            self.report(&api.name, Purpose::Inquiry, Some(request_id), found, clock).await;
        reported.map_err(setback)
    }
}

/// Whether asking again does not help.
fn is_final(answer: &Answer) -> bool {
    match answer {
        Answer::Completed { .. } | Answer::Failed { .. } => true,
        Answer::Retryable { .. } => false,
    }
}

fn still_working() -> Setback {
    Setback::new(Cause::StillWorking, "an earlier call for it is still being worked on")
}

/// The look-up stays to be done: the claim keeps the call's id.
fn hold_all(askers: Vec<ItemRef>, setback: &Setback) -> Ends {
    let hold = || ItemEnd::Hold(setback.clone());
    askers.into_iter().map(|asker| (asker, hold())).collect()
}

/// What looking up one call came to.
struct LookedUp {
    /// The call, and the jobs that wait for it, if it is known now what became of it.
    resolved: Option<(String, BTreeSet<usize>)>,
    ends: Ends,
}

impl LookedUp {
    fn resolved(request_id: String, askers: Vec<ItemRef>, ends: Ends) -> Self {
        let jobs = askers.into_iter().map(|asker| asker.job).collect();
        Self { resolved: Some((request_id, jobs)), ends }
    }

    fn unresolved(ends: Ends) -> Self {
        Self { resolved: None, ends }
    }

    fn resolved_for(&self) -> impl Iterator<Item = (&str, usize)> {
        let resolved = self.resolved.iter();
        resolved.flat_map(|(id, jobs)| jobs.iter().map(move |job| (id.as_str(), *job)))
    }
}

/// Whatever a look-up fails of, it is no try: nothing was asked to be classified.
fn setback(failed: CallFailed) -> Setback {
    match failed {
        CallFailed::NotMade(cause, reason) => Setback::new(cause, reason),
        CallFailed::Hold(setback) | CallFailed::Try(setback) => setback,
        CallFailed::Refused(_, reason) => Setback::new(Cause::Misconfigured, reason),
    }
}

fn outcome(found: &Result<Found, classifier::CallError>) -> &'static str {
    match found {
        Ok(Found::Nothing) => "nothing",
        Ok(Found::Working) => "working",
        Ok(Found::Answers { .. }) => "found",
        Err(_) => "failed",
    }
}
