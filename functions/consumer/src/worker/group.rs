//! One group's way: claim its events → hydrate → read what stands → look up → ask → record, and end
//! each event's claim as soon as its last item has ended.

use std::time::Duration;

use futures::StreamExt;
use mapping::Item;
use settings::Api;

use crate::call::item_of;
use crate::clock::{CLOSINGS, Clock, at_once};
use crate::event::{
    Cause, Claimed, Disposition, Event, ItemEnd, ItemRef, ItemState, Provenance, Record, Refusal,
    Setback, Task, is_job, of_hold,
};
use crate::isolate::isolate;
use crate::outside::Outside;
use crate::plan::{Group, packs};
use crate::read::Read;
use crate::worker::batch::Ends;
use crate::worker::consumer::Consumer;

/// How many events are read, or their results recorded, at once, at most.
const EVENTS: usize = 32;

/// How many answers of the last minutes are recorded at once.
const WRITES: usize = 16;

impl<W: Outside> Consumer<W> {
    /// Works on one group, if what may be asked for it can end in time. `is_alone` where no other
    /// group is worked on meanwhile: a death is then the death of one of its events.
    pub(super) async fn group(&self, group: Group, is_alone: bool, ends: &Ends, clock: &Clock) {
        let api = group.api.as_ref().and_then(|name| self.apis.get(name));
        let call = api.map(|api| longest(api, &group.events)).unwrap_or_default();
        if !clock.has_time_for(call) {
            let records = group.events.into_iter().map(|event| event.record);
            ends.add(records.map(|record| {
                let end = unclaimed(&record);
                (record, end)
            }));
            return;
        }
        let planned = group.request_id.clone();
        let is_shared = !is_alone || group.events.len() > 1;
        let (claimed, ended) = self.claims.all(group, is_shared, clock).await;
        ends.add(ended);
        // Boxed, since what is nested in it is deep.
        Box::pin(self.claimed(claimed, &planned, ends, clock)).await;
    }

    async fn claimed(&self, mut group: Vec<Claimed>, planned: &str, ends: &Ends, clock: &Clock) {
        self.held.all(&group, clock).await;
        self.settle_all(&group, ends, clock).await;
        if isolate("hydrate", self.hydrated(&mut group, clock)).await.is_ok() {
            self.work_through(&group, planned, ends, clock).await;
        }
        let not_asked = ItemEnd::hold(Cause::Bug, "not asked");
        for claimed in &group {
            claimed.end_all(&not_asked);
        }
        self.settle_all(&group, ends, clock).await;
    }

    async fn work_through(&self, group: &[Claimed], planned: &str, ends: &Ends, clock: &Clock) {
        let Ok(progress) = isolate("job", self.progress(group, clock)).await else { return };
        self.settle_all(group, ends, clock).await;
        self.known(group, clock).await;
        self.settle_all(group, ends, clock).await;
        if isolate("look-up", self.earlier(group, clock)).await.is_err() {
            return;
        }
        self.settle_all(group, ends, clock).await;
        if isolate("job", Box::pin(self.job(group, progress, planned, clock))).await.is_err() {
            return;
        }
        self.settle_all(group, ends, clock).await;
        // A job's id is for its submission alone.
        self.ask_all(group, Some(planned).filter(|id| !is_job(id)), ends, clock).await;
        self.reopened(group, ends, clock).await;
    }

    /// Gives every event that refers to something the task that it stands for.
    async fn hydrated(&self, group: &mut [Claimed], clock: &Clock) {
        for (place, hydrated) in self.hydrate.all(group, clock).await {
            let Some(claimed) = group.get_mut(place) else { continue };
            match hydrated {
                Ok(task) => claimed.fetched(task).await,
                Err(end) => claimed.end_all(&end),
            }
        }
    }

    /// Finds out what is known of each item of each event.
    async fn known(&self, group: &[Claimed], clock: &Clock) {
        let reads = group.iter().map(|claimed| async move {
            if isolate("read", self.known_of(claimed, clock)).await.is_err() {
                claimed.end_all(&ItemEnd::hold(Cause::Bug, "a panic in read"));
            }
        });
        futures::stream::iter(reads)
            .buffer_unordered(at_once(group.len(), EVENTS))
            .collect::<()>()
            .await;
    }

    async fn known_of(&self, claimed: &Claimed, clock: &Clock) {
        if claimed.has_ended() {
            return;
        }
        match &claimed.event.task {
            Task::Classify { api, .. } => match self.apis.get(api) {
                Some(api) => self.read(claimed, api, clock).await,
                None => claimed.end_all(&ItemEnd::hold(Cause::Misconfigured, "no such API")),
            },
            Task::Record { results, fetched, .. } => {
                let ends = self.records.results(claimed, results, *fetched, clock).await;
                claimed.set_items(ends.into_iter().map(ItemState::Ended).collect());
            }
            Task::Nothing => claimed.set_items(Vec::new()),
            Task::Refuse(reason) => {
                claimed.end_all(&ItemEnd::Refuse(Refusal::Unmappable, reason.clone()));
            }
            Task::Reused => {
                let reason = "the event id stands for another content already".to_owned();
                claimed.end_all(&ItemEnd::Refuse(Refusal::Reused, reason));
            }
            // What could not be fetched has its end; who is given up is not fetched.
            Task::Hydrate { .. } | Task::Collect { .. } => {
                let reason = claimed.is_given_up.clone();
                claimed.end_all(&reason.map_or_else(
                    || ItemEnd::hold(Cause::Bug, "not fetched"),
                    |reason| ItemEnd::Refuse(Refusal::Deaths, reason),
                ));
            }
        }
    }

    async fn read(&self, claimed: &Claimed, api: &Api, clock: &Clock) {
        let reads = self.reads.all(claimed, api, clock).await;
        let mut states = Vec::with_capacity(reads.len());
        for (item, read) in claimed.event.items().iter().zip(reads) {
            states.push(self.state_of(claimed, item, read, clock).await);
        }
        claimed.set_items(states);
    }

    /// What reading an item comes to.
    pub(super) async fn state_of(
        &self,
        claimed: &Claimed,
        item: &Item,
        read: Read,
        clock: &Clock,
    ) -> ItemState {
        ItemState::Ended(match (read, &claimed.is_given_up) {
            (Read::Ended(end), _) => end,
            (Read::Carry(row), _) => self.records.carry(claimed, item, &row, clock).await,
            (Read::Next(step), _) => self.records.stands(item.place, step).await,
            (Read::Open(_), Some(reason)) => ItemEnd::Refuse(Refusal::Deaths, reason.clone()),
            (Read::Open(state), None) => return ItemState::Open(state),
        })
    }

    /// Asks for everything that is still open, after what others were told in the last minutes.
    /// `planned` is the id that the group's claims name for the first call, while none was made.
    pub(super) async fn ask_all(
        &self,
        group: &[Claimed],
        planned: Option<&str>,
        ends: &Ends,
        clock: &Clock,
    ) {
        let Some(api) = api_of(group).and_then(|name| self.apis.get(name)) else { return };
        self.cached(group, api, clock).await;
        self.settle_all(group, ends, clock).await;
        let open = open(group);
        let askers = open.iter().filter_map(|asker| Some((*asker, item_of(*asker, group)?)));
        let packs = packs(&api.name, planned, askers, api.max_items, || self.ids.next());
        let calls = packs.into_iter().map(|pack| async move {
            let askers: Vec<ItemRef> = pack.askers().collect();
            if isolate("call", Box::pin(self.ask(api, pack, group, ends, clock))).await.is_err() {
                let failed = ItemEnd::Try(Setback::new(Cause::Bug, "a panic in call"));
                end_open(group, &askers, &failed);
            }
            self.settle_all(group, ends, clock).await;
        });
        futures::stream::iter(calls).buffer_unordered(usize::MAX).collect::<()>().await;
    }

    async fn cached(&self, group: &[Claimed], api: &Api, clock: &Clock) {
        if api.reuse == settings::Reuse::Off {
            return;
        }
        let open = open(group);
        let writes = open.into_iter().filter_map(|asker| {
            let open = group.get(asker.event)?.open(asker.item)?;
            let seen = self.answer_cache.answer(&api.name, &open, clock.now())?;
            Some(async move {
                crate::measure::cache_hit("answers");
                let given = &seen.value;
                let provenance = Provenance::of(&given.named, clock.now()).given_at(seen.asked_at);
                let end = self.records.item(api, &open, &given.answer, provenance, clock).await;
                open.claimed.end_item(asker.item, end);
            })
        });
        futures::stream::iter(writes).buffer_unordered(WRITES).collect::<()>().await;
    }

    /// Ends the claim of every event whose items have all ended, and says at once what becomes of
    /// its message.
    pub(super) async fn settle_all(&self, group: &[Claimed], ends: &Ends, clock: &Clock) {
        let settles = group.iter().map(|claimed| async move {
            if let Ok(Some(end)) = isolate("settle", self.settle.settle(claimed, clock)).await {
                ends.add([(claimed.event.record.clone(), end)]);
            }
        });
        futures::stream::iter(settles)
            .buffer_unordered(at_once(group.len(), CLOSINGS))
            .collect::<()>()
            .await;
    }
}

/// Another invocation begins with it at once; one that found no time either is not the last to be
/// late.
fn unclaimed(record: &Record) -> Disposition {
    let hidden = if record.receives > 1 { of_hold(record.receives) } else { Duration::ZERO };
    Disposition::Later(hidden)
}

/// How long the first call of a group may take. A lone item goes to the single endpoint.
fn longest(api: &Api, events: &[Event]) -> Duration {
    let items: usize = events.iter().map(|event| event.items().len().max(1)).sum();
    if items <= 1 { api.single_timeout } else { api.batch_timeout }
}

/// Items that are still open end so.
pub(super) fn end_open(group: &[Claimed], askers: &[ItemRef], end: &ItemEnd) {
    for asker in askers {
        if let Some(open) = group.get(asker.event).and_then(|event| event.open(asker.item)) {
            open.claimed.end_item(asker.item, end.clone());
        }
    }
}

/// The API of a group's items: all of them ask the same one.
fn api_of(group: &[Claimed]) -> Option<&String> {
    group.iter().find_map(|claimed| claimed.event.api())
}

/// Every item that still needs its answer.
pub(super) fn open(group: &[Claimed]) -> Vec<ItemRef> {
    let items = group.iter().enumerate().flat_map(|(event, claimed)| {
        claimed.open_items().into_iter().map(move |item| ItemRef { event, item })
    });
    items.collect()
}
