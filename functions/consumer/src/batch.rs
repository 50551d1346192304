//! A batch between its stages.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use settings::{Source, SourceName};

use crate::backoff;
use crate::case::{Case, ItemEnd, ItemState};
use crate::fate::Fate;
use crate::job::Job;
use crate::open::{MustWait, Opened, Unfetched, open};
use crate::plan::ItemRef;
use crate::record::{Message, Record};
use crate::round::Round;

/// For every record its job, then its case, then its fate. A place that is empty at the end, as
/// after a panic, stands for a message that comes back.
#[derive(Debug)]
pub(crate) struct Batch {
    records: Vec<Record>,
    pub jobs: Vec<Option<Job>>,
    pub cases: Vec<Option<Case>>,
    fates: Vec<Option<Fate>>,
}

impl Batch {
    /// Opens each message by itself. What has to be fetched first is handed out with its place.
    pub fn open(
        messages: Vec<Message>,
        sources: &BTreeMap<SourceName, Source>,
        now: Timestamp,
    ) -> (Self, Vec<(usize, Unfetched)>) {
        let count = messages.len();
        let mut batch = Self {
            records: Vec::with_capacity(count),
            jobs: Vec::with_capacity(count),
            cases: Vec::new(),
            fates: vec![None; count],
        };
        batch.cases.resize_with(count, || None);
        let mut unfetched = Vec::new();
        for (place, Message { record, body }) in messages.into_iter().enumerate() {
            let job = match open_alone(&record, &body, sources, now) {
                Some(Ok(Opened::Job(job))) => Some(*job),
                Some(Ok(Opened::Unfetched(event))) => {
                    unfetched.push((place, *event));
                    None
                }
                Some(Err(must_wait)) => {
                    batch.end(place, must_wait.fate(&record, now));
                    None
                }
                None => None,
            };
            batch.jobs.push(job);
            batch.records.push(record);
        }
        (batch, unfetched)
    }

    /// A job whose body was fetched.
    pub fn fetched(&mut self, place: usize, job: Job) {
        if let Some(slot) = self.jobs.get_mut(place) {
            *slot = Some(job);
        }
    }

    /// A job became a case.
    pub fn put(&mut self, place: usize, case: Case) {
        if let Some(slot) = self.cases.get_mut(place) {
            *slot = Some(case);
        }
    }

    /// A record has its fate.
    pub fn end(&mut self, place: usize, fate: Fate) {
        if let Some(slot) = self.fates.get_mut(place) {
            *slot = Some(fate);
        }
    }

    /// An item has its end.
    pub fn end_item(&mut self, item: ItemRef, end: ItemEnd) {
        let case = self.cases.get_mut(item.job).and_then(Option::as_mut);
        if let Some(state) = case.and_then(|case| case.items.get_mut(item.item)) {
            *state = ItemState::Ended(end);
        }
    }

    /// It is known now what became of an earlier call of a job's event. While an item of it is on
    /// hold, as one that could not be read, the call stays to be looked up for that item.
    pub fn resolve(&mut self, job: usize, request_id: &str) {
        let is_held = |state: &ItemState| matches!(state, ItemState::Ended(ItemEnd::Hold(_)));
        if let Some(case) = self.cases.get_mut(job).and_then(Option::as_mut)
            && !case.items.iter().any(is_held)
        {
            case.resolved.insert(request_id.to_owned());
        }
    }

    /// In which round an item is asked; nothing if it needs no answer any more.
    pub fn round_of(&self, item: ItemRef) -> Option<Round> {
        let case = self.cases.get(item.job)?.as_ref()?;
        // A hydrated event's one place stands for all of its items.
        let wanted = if case.hydrated { case.open_items().next() } else { Some(item.item) };
        case.open_state(wanted?)?;
        Some(Round::of(case.claim.tries(), case.claim.abandoned()))
    }

    /// Every record with its fate.
    pub fn into_fates(self) -> Vec<(Record, Fate)> {
        let fates = self.records.into_iter().zip(self.fates);
        fates
            .map(|(record, fate)| {
                let fate = fate.unwrap_or_else(|| Fate::Later(backoff::of_hold(record.receives)));
                (record, fate)
            })
            .collect()
    }
}

/// What panics has no job: its message comes back.
fn open_alone(
    record: &Record,
    body: &str,
    sources: &BTreeMap<SourceName, Source>,
    now: Timestamp,
) -> Option<Result<Opened, MustWait>> {
    let message_id = &record.message_id;
    match catch_unwind(AssertUnwindSafe(|| open(record, body, sources, now))) {
        Ok(opened) => Some(opened.inspect_err(|reason| {
            tracing::error!(message_id, %reason, "not opened, waits for an operator or an upgrade");
        })),
        Err(_panic) => {
            tracing::error!(message_id, step = "open", "panic");
            None
        }
    }
}
