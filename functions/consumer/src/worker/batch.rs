//! One SQS batch's way through the stages.

use std::sync::{Mutex, PoisonError};

use futures::StreamExt;
use tokio::time::timeout;

use crate::claim::Ended;
use crate::clock::Clock;
use crate::event::{Disposition, Event, Message, Record, of_hold};
use crate::isolate::isolate;
use crate::measure;
use crate::open::{Batch, Unfetched};
use crate::outside::Outside;
use crate::plan::{Group, plan};
use crate::worker::consumer::Consumer;

/// How many groups of events are worked on at once.
const GROUPS: usize = 8;

/// How many stored bodies are fetched, and chunks of them worked on, at once.
const CHUNKS: usize = 4;

/// How much the items of a chunk of stored events may hold, in bytes, about. With the one body of
/// up to 6 MB that each chunk reads, [`CHUNKS`] of them fit beside a batch in 256 MB.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;

/// The most stored events of one chunk: as many as share a call.
const CHUNK_EVENTS: usize = 200;

/// What becomes of each message, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Ends(Mutex<Vec<Ended>>);

impl Ends {
    pub fn add(&self, ended: impl IntoIterator<Item = Ended>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(ended);
    }

    fn into_inner(self) -> Vec<Ended> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Outside> Consumer<W> {
    /// Works on one batch. Returns the ids of the messages that stay in the queue.
    pub async fn consume(&self, messages: Vec<Message>, clock: &Clock) -> Vec<String> {
        let records: Vec<Record> = messages.iter().map(|message| message.record.clone()).collect();
        let ends = Ends::default();
        let work = isolate("batch", Box::pin(self.work(messages, &ends, clock)));
        if timeout(clock.until_last(), work).await.is_err() {
            tracing::error!("the invocation ends before its work: what is open comes back");
        }
        let ended = complete(records, ends.into_inner());
        let pending = ended.iter().filter(|(_, end)| matches!(end, Disposition::Later(_)));
        measure::oldest_pending(pending.map(|(record, _)| record.sent_at), clock.now());
        self.hide.all(ended).await
    }

    async fn work(&self, messages: Vec<Message>, ends: &Ends, clock: &Clock) {
        let (count, is_only) = (messages.len(), messages.len() == 1);
        let Batch { events, unfetched, ended } = Batch::open(messages, &self.sources, clock.now());
        ends.add(ended);
        let clock = &clock.closing(count, items(&events, &unfetched));
        let mut late = self.work_on(events, is_only, ends, clock).await;
        let chunks = futures::stream::unfold(unfetched.into_iter(), |mut rest| async move {
            let chunk = self.chunk(&mut rest, ends, clock).await?;
            Some((chunk, rest))
        });
        let chunks = chunks.map(|chunk| self.work_on(chunk, is_only, ends, clock));
        let mut done = std::pin::pin!(chunks.buffer_unordered(CHUNKS));
        while let Some(left) = done.next().await {
            late.extend(left);
        }
        for group in late {
            self.group(group, true, ends, clock).await;
        }
    }

    /// Works on events, but for those that come last: they are handed back. So is the only event of
    /// a batch.
    async fn work_on(
        &self,
        events: Vec<Event>,
        is_only: bool,
        ends: &Ends,
        clock: &Clock,
    ) -> Vec<Group> {
        let (events, ended) = self.claims.look_at(events).await;
        ends.add(ended);
        let plan = plan(events, &self.apis, || self.ids.next());
        if is_only {
            let groups = plan.without_calls.into_iter().chain(plan.lanes.into_iter().flatten());
            return groups.chain(plan.late).collect();
        }
        let quick = plan.without_calls.into_iter().map(|group| vec![group]);
        self.lanes(quick.collect(), ends, clock).await;
        self.lanes(plan.lanes, ends, clock).await;
        plan.late
    }

    /// Works on groups side by side, on those of one lane one after another.
    async fn lanes(&self, lanes: Vec<Vec<Group>>, ends: &Ends, clock: &Clock) {
        let lanes = lanes.into_iter().map(|lane| async move {
            for group in lane {
                self.group(group, false, ends, clock).await;
            }
        });
        futures::stream::iter(lanes).buffer_unordered(GROUPS).collect::<()>().await;
    }

    /// The next stored events whose items fit into memory together; nothing once all are done.
    async fn chunk(
        &self,
        rest: &mut impl Iterator<Item = Unfetched>,
        ends: &Ends,
        clock: &Clock,
    ) -> Option<Vec<Event>> {
        let (mut chunk, mut bytes) = (Vec::new(), 0_usize);
        let mut fetched = false;
        while bytes < CHUNK_BYTES && chunk.len() < CHUNK_EVENTS {
            let Some(event) = rest.next() else { break };
            fetched = true;
            match isolate("fetch", self.stored.fetch(event, clock.now())).await {
                Ok(Ok(event)) => {
                    bytes = bytes.saturating_add(size(&event));
                    chunk.push(event);
                }
                Ok(Err(ended)) => ends.add([ended]),
                Err(_panicked) => {}
            }
        }
        fetched.then_some(chunk)
    }
}

/// How many items are asked for at once, at most: what is not read yet may be many.
fn items(events: &[Event], unfetched: &[Unfetched]) -> usize {
    let is_unread = |event: &Event| event.items().is_empty() && event.api().is_some();
    if !unfetched.is_empty() || events.iter().any(is_unread) {
        return usize::MAX;
    }
    events.iter().map(|event| event.items().len()).sum()
}

/// How much memory an event's items take, about.
fn size(event: &Event) -> usize {
    let item = |item: &mapping::Item| item.id.len().saturating_add(item.description.len());
    event.items().iter().map(|each| item(each).saturating_add(128)).sum()
}

/// Every message with what becomes of it. One of which nothing is known, as after a panic, comes
/// back.
fn complete(records: Vec<Record>, mut ended: Vec<Ended>) -> Vec<Ended> {
    let known: std::collections::HashSet<String> =
        ended.iter().map(|(record, _)| record.message_id.clone()).collect();
    let unknown = records.into_iter().filter(|record| !known.contains(&record.message_id));
    let unknown: Vec<Ended> = unknown
        .map(|record| {
            let hidden = of_hold(record.receives);
            (record, Disposition::Later(hidden))
        })
        .collect();
    ended.extend(unknown);
    ended
}
