//! What a record asks for.

use std::time::Duration;

use envelope::TraceContext;
use jiff::{SignedDuration, Timestamp};
use ledger::{Bid, OnReuse};
use mapping::{Item, ObjectRef};
use settings::ApiName;

use crate::clock::Clock;
use crate::finding::Finding;
use crate::record::Record;

/// How long the door may take to send what it has, and far more: its budget is 2 s.
const LONGEST_DOOR: SignedDuration = SignedDuration::from_mins(1);

/// A record that was opened, whether or not anything can be done for it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its message.
    pub record: Record,
    /// The ledger's key.
    pub key: String,
    /// Who sent it and what it is called, for people and for the answers' provenance.
    pub origin: Origin,
    /// The digest of its mapped content.
    pub digest: String,
    /// The revision of the mapping.
    pub revision: u32,
    /// How long the ledger remembers it.
    pub retention: Duration,
    /// What another content under its id means.
    pub on_reuse: OnReuse,
    /// What is to be done.
    pub task: Task,
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
        /// At least one.
        items: Vec<Item>,
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
        /// At least one.
        results: Vec<Finding>,
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
}

impl Job {
    /// The items to classify, if any.
    pub fn items(&self) -> &[Item] {
        match &self.task {
            Task::Classify { items, .. } => items,
            Task::Hydrate { .. }
            | Task::Record { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_) => &[],
        }
    }

    /// Whether its message was sent long after the door had it: redriven, after it was refused.
    pub(crate) fn is_redriven(&self) -> bool {
        self.record.sent_at.duration_since(self.origin.received_at) > LONGEST_DOOR
    }

    /// What this job offers for its event; `request_ids` are those of the calls planned for it, by
    /// how often it failed before.
    pub(crate) fn bid(&self, request_ids: Vec<String>, clock: &Clock) -> Bid {
        Bid {
            event: self.key.clone(),
            digest: self.digest.clone(),
            revision: self.revision,
            message: self.record.message_id.clone(),
            sent_at: self.record.sent_at,
            received_at: self.origin.received_at,
            request_ids,
            lease_until: clock.lease_until(),
            retention: self.retention,
            on_reuse: self.on_reuse,
            now: clock.now(),
        }
    }

    /// The same message, to be refused under a row of its own: the row of the event whose id it
    /// reuses is never written.
    pub(crate) fn reused(self) -> Self {
        let reason = "the event id stands for another content already".to_owned();
        let key = format!("reused:{}#{}", self.key, self.digest);
        Self { key, task: Task::Refuse(reason), ..self }
    }
}
