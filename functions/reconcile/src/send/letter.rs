//! An event as it is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use envelope::{Polled, Receipt, Sealed, Sealing, Trace, Unstored};
use jiff::Timestamp;
use mapping::FeedEntry;
use settings::{Feed, Source, VersionKind};

/// A sealed event, and how long the queue is to keep it back.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What is sent.
    pub sealed: Sealed,
    /// How long its webhook may still be on its way.
    pub delay: Duration,
}

/// An entry, sealed as far as that needs nobody.
pub(super) struct Draft {
    pub sealing: Sealing,
    pub delay: Duration,
}

impl Draft {
    pub fn of(
        entry: FeedEntry,
        (source, feed): (&Source, &Feed),
        request_id: String,
        now: Timestamp,
    ) -> Self {
        let happened_at = entry.time.map(|time| time.min(now));
        let age = happened_at.and_then(|time| Duration::try_from(now.duration_since(time)).ok());
        // Where its version is when it was received, it is as new as when it happened.
        let by_receipt = source.version.kind() == VersionKind::Received;
        let receipt = Receipt {
            received_at: happened_at.filter(|_| by_receipt).unwrap_or(now),
            request_id,
            trace: Trace::default(),
            labels: BTreeMap::new(),
        };
        Self {
            sealing: Polled::from(entry).seal(source, &feed.key.to_string(), receipt),
            delay: feed.grace.saturating_sub(age.unwrap_or_default()),
        }
    }

    /// The ledger's key of its event.
    pub fn key(&self) -> String {
        match &self.sealing {
            Sealing::Sealed(sealed) => sealed.envelope().key(),
            Sealing::TooLong(unstored) => unstored.envelope().key(),
        }
    }

    /// Why it cannot be read, if it cannot.
    pub fn unread(&self) -> Option<&str> {
        match &self.sealing {
            Sealing::Sealed(sealed) => sealed.envelope().unread.as_deref(),
            Sealing::TooLong(unstored) => unstored.envelope().unread.as_deref(),
        }
    }

    /// What is to be stored before it may be sent.
    pub fn unstored(&self) -> Option<&Unstored> {
        match &self.sealing {
            Sealing::Sealed(_) => None,
            Sealing::TooLong(unstored) => Some(unstored),
        }
    }

    /// To be called once the store has what is to be stored.
    pub fn stored(self) -> Letter {
        let sealed = match self.sealing {
            Sealing::Sealed(sealed) => sealed,
            Sealing::TooLong(unstored) => unstored.stored(),
        };
        Letter { sealed, delay: self.delay }
    }
}

impl Letter {
    /// Its message attributes.
    pub(super) fn attributes(&self) -> [(&'static str, &str); 3] {
        let envelope = self.sealed.envelope();
        [
            ("source", envelope.source.as_str()),
            ("event_type", &envelope.event_type),
            ("request_id", &envelope.request_id),
        ]
    }
}
