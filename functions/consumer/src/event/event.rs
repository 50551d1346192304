//! What a message asks for.

use std::collections::BTreeSet;
use std::time::Duration;

use classifications::Version;
use envelope::TraceContext;
use jiff::Timestamp;
use ledger::{Bid, OnReuse, Priority, Release};
use mapping::{Item, ObjectRef, Unreadable, list};
use sequences::{Line, Step};
use settings::ApiName;

use crate::clock::Clock;
use crate::event::finding::{Finding, NotRead};
use crate::event::message::Record;

/// A message that was opened, whether or not anything can be done for it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its message.
    pub record: Record,
    /// What stands in its message, for its row, should it have to wait.
    pub envelope: String,
    /// The ledger's key.
    pub key: String,
    /// Who sent it and what it is called, for people and for the answers' provenance.
    pub origin: Origin,
    /// The digest of its mapped content.
    pub digest: String,
    /// The SHA-256 of its raw body, in hex.
    pub body_sha256: String,
    /// The mark of the mapping.
    pub revision: String,
    /// Whose turn it has, where it waits.
    pub priority: Priority,
    /// Who numbers the versions of its items.
    pub lineage: String,
    /// Whose versions its results answer; nothing where they answer anybody's.
    pub results_lineage: Option<String>,
    /// Whose numbers are recorded in strict order, where they are.
    pub order: Option<InOrder>,
    /// With more items it is submitted as a job, where its API takes jobs.
    pub job_over: usize,
    /// How long the ledger remembers it.
    pub retention: Duration,
    /// Whether it was found by poll.
    pub polled: bool,
    /// What another content under its id means.
    pub on_reuse: OnReuse,
    /// What is to be done.
    pub task: Task,
}

/// Strict order: the lineage that keeps it, and the first number of each of its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InOrder {
    /// Who numbers.
    pub lineage: String,
    /// The first number.
    pub from: u64,
}

/// Where an event comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The source.
    pub source: String,
    /// The tenant.
    pub tenant: String,
    /// The event's id within its source.
    pub event_id: String,
    /// The request that brought it.
    pub request_id: String,
    /// When the door had it.
    pub received_at: Timestamp,
    /// The trace that it belongs to, if any.
    pub trace: Option<TraceContext>,
}

/// What is to be done about an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Classify these items by this API.
    Classify {
        /// Which API.
        api: ApiName,
        /// Those that can be.
        items: Vec<Item>,
        /// Those that cannot: the event is refused once the others are settled.
        unreadable: Vec<Unreadable>,
    },
    /// Fetch this object of its source, and classify its items by this API.
    Hydrate {
        /// Which API.
        api: ApiName,
        /// Which object.
        object: ObjectRef,
    },
    /// Record these results.
    Record {
        /// Those that can be.
        results: Vec<Finding>,
        /// Those that cannot: the event is refused once the others are recorded.
        unreadable: Vec<NotRead>,
        /// Whether they were fetched, so that fetching them again may bring more.
        fetched: bool,
    },
    /// Fetch the results that this API keeps, and record them.
    Collect {
        /// Which API.
        api: ApiName,
        /// What it keeps them under.
        reference: String,
    },
    /// Nothing: it is done when it arrives.
    Nothing,
    /// It can never be worked on as it is, for this reason.
    Refuse(String),
    /// Its id stands for another content already.
    Reused,
}

impl Event {
    /// The items to classify, if any.
    pub fn items(&self) -> &[Item] {
        match &self.task {
            Task::Classify { items, .. } => items,
            Task::Hydrate { .. }
            | Task::Record { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_)
            | Task::Reused => &[],
        }
    }

    /// The API that is asked for it, if any is.
    pub(crate) fn api(&self) -> Option<&ApiName> {
        match &self.task {
            Task::Classify { api, .. } | Task::Hydrate { api, .. } | Task::Collect { api, .. } => {
                Some(api)
            }
            Task::Record { .. } | Task::Nothing | Task::Refuse(_) | Task::Reused => None,
        }
    }

    /// The number of an item that has to be recorded in order; nothing where no order is kept.
    pub(crate) fn step(&self, item_id: &str, lineage: &str, version: Version) -> Option<Step> {
        let order = self.order.as_ref().filter(|order| order.lineage == lineage)?;
        match version {
            Version::Sequence(number) => {
                let line = Line::new(&self.origin.tenant, lineage, item_id);
                Some(Step::new(line, number, order.from))
            }
            Version::Time(_) | Version::Received(_) => None,
        }
    }

    /// The numbers that its items and results have, by their places, where order is kept.
    pub(crate) fn steps(&self) -> Vec<Option<Step>> {
        let Some(order) = &self.order else { return Vec::new() };
        let step = |item_id: &str, given: Option<mapping::Version>| {
            self.step(item_id, &order.lineage, given?.into())
        };
        match &self.task {
            Task::Classify { items, .. } => {
                items.iter().map(|item| step(&item.id, item.version)).collect()
            }
            Task::Record { results, .. } => {
                results.iter().map(|finding| step(&finding.item_id, finding.version)).collect()
            }
            Task::Hydrate { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_)
            | Task::Reused => Vec::new(),
        }
    }

    /// The jobs that its results were found by, as they name them.
    pub(crate) fn jobs(&self) -> BTreeSet<&str> {
        match &self.task {
            Task::Record { results, .. } => {
                results.iter().filter_map(|finding| finding.named.request_id.as_deref()).collect()
            }
            Task::Classify { .. }
            | Task::Hydrate { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_)
            | Task::Reused => BTreeSet::new(),
        }
    }

    /// What of it cannot be read, for people.
    pub(crate) fn unreadable(&self) -> Option<String> {
        match &self.task {
            Task::Classify { unreadable, .. } if !unreadable.is_empty() => Some(list(unreadable)),
            Task::Record { unreadable, .. } if !unreadable.is_empty() => {
                Some(unreadable.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            }
            Task::Classify { .. }
            | Task::Hydrate { .. }
            | Task::Record { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_)
            | Task::Reused => None,
        }
    }

    /// Whether anything is known of it, most likely, before its message is worked on: it was
    /// received before, or sent by the dispatcher, or redriven.
    pub(crate) fn is_known(&self) -> bool {
        self.record.receives > 1 || self.record.ticket.is_some() || self.is_redriven()
    }

    /// How its claim is given back: what fails while it is not known what it asks for, is a GET.
    pub(crate) fn release(&self, release: Release) -> Release {
        match (release, &self.task) {
            (Release::Try, Task::Hydrate { .. } | Task::Collect { .. }) => Release::Get,
            (Release::Try | Release::Get | Release::Hold, _) => release,
        }
    }

    /// Whether its message was sent long after the door had it: redriven, after it was refused.
    pub(crate) fn is_redriven(&self) -> bool {
        self.record.is_sent_long_after(self.origin.received_at)
    }

    /// What its message offers for the event, for the call of this `X-Request-Id`; `shared` where
    /// other claims are open at the same time.
    pub(crate) fn bid(&self, request_id: &str, shared: bool, clock: &Clock) -> Bid {
        Bid {
            event: self.key.clone(),
            digest: self.digest.clone(),
            revision: self.revision.clone(),
            message: self.record.message_id.clone(),
            sent_at: self.record.sent_at,
            received_at: self.origin.received_at,
            ticket: self.record.ticket.clone(),
            request_id: request_id.to_owned(),
            shared,
            lease_until: clock.lease_until(),
            retention: self.retention,
            polled: self.polled,
            on_reuse: self.on_reuse,
            now: clock.now(),
        }
    }

    /// The same message, to be refused under a row of its own: the row of the event whose id it
    /// reuses is never written. The row is found by what every envelope says: its key, and the
    /// digest of its body, wherever that is kept.
    pub(crate) fn reused(self) -> Self {
        let key = format!("reused:{}#{}", self.key, self.body_sha256);
        Self { key, task: Task::Reused, ..self }
    }
}
