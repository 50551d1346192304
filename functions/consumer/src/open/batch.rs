//! Opening the messages of a batch, each by itself.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use settings::{Source, SourceName};

use crate::event::{Disposition, Event, Message, Record, of_hold};
use crate::open::{Opened, Unfetched, Unopenable, open};

/// The messages of a batch, opened.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// All of them is there.
    pub events: Vec<Event>,
    /// Their bodies are in the bucket.
    pub unfetched: Vec<Unfetched>,
    /// These wait for an operator or an upgrade.
    pub ended: Vec<(Record, Disposition)>,
}

impl Batch {
    /// Opens each message. One that panics comes back, and harms no other.
    pub fn open(
        messages: Vec<Message>,
        sources: &BTreeMap<SourceName, Source>,
        now: Timestamp,
    ) -> Self {
        let mut batch = Self::default();
        for message in messages {
            let record = message.record.clone();
            match catch_unwind(AssertUnwindSafe(|| open(message, sources, now))) {
                Ok(Ok(Opened::Event(event))) => batch.events.push(*event),
                Ok(Ok(Opened::Unfetched(event))) => batch.unfetched.push(*event),
                Ok(Err(unopenable)) => {
                    let Unopenable { record, reason } = *unopenable;
                    let message_id = &record.message_id;
                    tracing::error!(message_id, %reason, "not opened, waits for an operator or an upgrade");
                    let disposition = reason.disposition(&record, now);
                    batch.ended.push((record, disposition));
                }
                Err(_panic) => {
                    tracing::error!(message_id = record.message_id, step = "open", "panic");
                    let hidden = of_hold(record.receives);
                    batch.ended.push((record, Disposition::Later(hidden)));
                }
            }
        }
        batch
    }
}
