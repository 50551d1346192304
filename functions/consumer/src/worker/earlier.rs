//! Asking first what became of earlier calls whose answer nobody heard.
//!
//! Such a call may have been answered, and paid for: it timed out here, its answer could not be
//! recorded, or the invocation that made it died. The claims name it by its `X-Request-Id`.

use std::collections::{BTreeMap, BTreeSet};

use classifier::{Answer, Found};
use futures::StreamExt;
use settings::Api;

use crate::call::{item_of, named};
use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd, ItemRef, Provenance, Setback, is_job, mark};
use crate::isolate::isolate;
use crate::outside::Outside;
use crate::worker::consumer::Consumer;

/// How many earlier calls are looked up at once.
const LOOK_UPS: usize = 4;

/// What happened to items, in no order.
type Ends = Vec<(ItemRef, ItemEnd)>;

/// A call whose answer nobody heard, and who waits for it.
struct Earlier {
    request_id: String,
    askers: Vec<ItemRef>,
}

/// What looking up one call came to.
struct LookedUp {
    /// The call, if it is known now what became of it.
    resolved: Option<String>,
    /// Who waited for it.
    askers: Vec<ItemRef>,
    ends: Ends,
}

impl<W: Outside> Consumer<W> {
    /// Looks up every call that may have been answered, each once, and records what is found. What
    /// is still being worked on, or cannot be looked up now, waits: it is not asked again.
    pub(super) async fn earlier(&self, group: &[Claimed], clock: &Clock) {
        let name = group.iter().find_map(|claimed| claimed.event.api());
        let Some(api) = name.and_then(|name| self.apis.get(name)) else { return };
        let Some(path) = &api.lookup else { return };
        let look_ups = earlier_calls(group).into_iter().map(|(request_id, askers)| {
            let earlier = Earlier { request_id, askers };
            self.look_up((api, path), earlier, group, clock)
        });
        let looked_up: Vec<LookedUp> =
            futures::stream::iter(look_ups).buffer_unordered(LOOK_UPS).collect().await;
        end_all(group, looked_up);
    }

    async fn look_up(
        &self,
        (api, path): (&Api, &str),
        Earlier { request_id, askers }: Earlier,
        group: &[Claimed],
        clock: &Clock,
    ) -> LookedUp {
        let found = isolate("look-up", self.calls.look_up(api, path, &request_id, clock)).await;
        let found = found.unwrap_or_else(|panicked| {
            Err(Setback::new(Cause::Bug, format!("a panic in {}", panicked.0)))
        });
        let (about, items) = match found {
            Ok(Found::Nothing) => {
                return LookedUp { resolved: Some(request_id), askers, ends: Ends::new() };
            }
            Ok(Found::Answers { about, items }) => (about, items),
            Ok(Found::Working) => return unresolved(askers, &still_working(&request_id)),
            Err(setback) => return unresolved(askers, &setback.unconfirmed(&request_id)),
        };
        let named = named(&request_id, &about);
        let provenance = Provenance::of(&named, clock.now());
        let found = askers.iter().filter_map(|asker| {
            let item = item_of(*asker, group)?;
            Some((*asker, items.get(mark(item, &api.name).as_str())?))
        });
        let pending = found.clone().filter(|(_, answer)| answer.is_pending());
        let pending: Vec<_> = pending.map(|(asker, _)| asker).collect();
        let answered = found.filter(|(_, answer)| is_final(answer));
        let mut ends = self.records.all(api, answered, group, provenance, clock).await;
        if pending.is_empty() {
            return LookedUp { resolved: Some(request_id), askers, ends };
        }
        ends.extend(held(&pending, &still_working(&request_id)));
        LookedUp { resolved: None, askers, ends }
    }
}

/// The calls to be looked up, with every item that has no answer yet and may find it there.
fn earlier_calls(group: &[Claimed]) -> BTreeMap<String, Vec<ItemRef>> {
    let mut earlier: BTreeMap<String, Vec<ItemRef>> = BTreeMap::new();
    for (event, claimed) in group.iter().enumerate() {
        let open = claimed.open_items();
        let askers = open.into_iter().map(|item| ItemRef { event, item });
        let askers: Vec<ItemRef> = askers.collect();
        for request_id in claimed.unconfirmed.iter().filter(|id| !askers.is_empty() && !is_job(id))
        {
            earlier.entry(request_id.clone()).or_default().extend_from_slice(&askers);
        }
    }
    earlier
}

/// An item that was found in one of several earlier calls needs to wait for none of them.
fn end_all(group: &[Claimed], looked_up: Vec<LookedUp>) {
    let mut resolved: Vec<(String, BTreeSet<usize>)> = Vec::new();
    let mut all = Ends::new();
    for LookedUp { resolved: request_id, askers, ends } in looked_up {
        let events = askers.iter().map(|asker| asker.event).collect();
        resolved.extend(request_id.map(|request_id| (request_id, events)));
        all.extend(ends);
    }
    for (request_id, events) in &resolved {
        let events = events.iter().filter_map(|event| group.get(*event));
        events.for_each(|claimed| claimed.resolve(request_id));
    }
    let (settled, others): (Ends, Ends) =
        all.into_iter().partition(|(_, end)| *end == ItemEnd::Settled);
    for (asker, end) in others.into_iter().chain(settled) {
        if let Some(claimed) = group.get(asker.event) {
            claimed.end_item(asker.item, end);
        }
    }
}

/// Whether asking again does not help.
fn is_final(answer: &Answer) -> bool {
    match answer {
        Answer::Completed { .. } | Answer::Failed { .. } => true,
        Answer::Retryable { .. } => false,
    }
}

fn still_working(request_id: &str) -> Setback {
    let reason = "an earlier call for it is still being worked on";
    Setback::new(Cause::StillWorking, reason).unconfirmed(request_id)
}

/// The look-up stays to be done: the claim keeps the call's id.
fn unresolved(askers: Vec<ItemRef>, setback: &Setback) -> LookedUp {
    let ends = held(&askers, setback);
    LookedUp { resolved: None, askers, ends }
}

fn held(askers: &[ItemRef], setback: &Setback) -> Ends {
    askers.iter().map(|asker| (*asker, ItemEnd::Hold(setback.clone()))).collect()
}
