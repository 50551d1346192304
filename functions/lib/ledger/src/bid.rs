//! What a message offers for an event.

use std::time::Duration;

use jiff::Timestamp;

use crate::row::{Phase, Row, Spent};

/// A message that wants to work on an event.
#[derive(Clone, Debug)]
pub struct Bid {
    /// The event's key.
    pub event: String,
    /// The digest of its mapped content.
    pub digest: String,
    /// The mark of the mapping it was mapped by.
    pub revision: String,
    /// The message's id, for people.
    pub message: String,
    /// When SQS took the message (`SentTimestamp`).
    pub sent_at: Timestamp,
    /// When the door had the event.
    pub received_at: Timestamp,
    /// The `X-Request-Id` of the call planned for it, by how often it was tried before; the last
    /// one where that was more often, or its invocation died.
    pub request_ids: Vec<String>,
    /// Until when the claim is wanted: the invocation's deadline and a margin.
    pub lease_until: Timestamp,
    /// How long the ledger is to remember it.
    pub retention: Duration,
    /// What another content under the same id means.
    pub on_reuse: OnReuse,
    /// The invocation's clock.
    pub now: Timestamp,
}

/// What another content under a known event id means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnReuse {
    /// The id was reused: the newcomer is no repeat.
    Refuse,
    /// Its sender is known to do it: a repeat all the same.
    Duplicate,
}

impl Bid {
    /// The row of a first claim. [`Ledger::claim`](crate::Ledger::claim) gives it its token.
    pub(crate) fn row(&self) -> Row {
        Row {
            event: self.event.clone(),
            phase: Phase::Claimed,
            token: String::new(),
            lease_until: self.lease_until,
            claimed_at: self.now,
            digest: self.digest.clone(),
            revision: self.revision.clone(),
            message: self.message.clone(),
            request_id: self.request_id(0, 0),
            tries: 0,
            abandoned: 0,
            spent: Spent::default(),
            first_received: self.received_at,
            unconfirmed: Vec::new(),
            superseded: 0,
            reason: None,
            expires_at: self.now.saturating_add(self.retention).unwrap_or(Timestamp::MAX),
        }
    }

    /// The row of a claim that goes on from an earlier one: what was counted is kept, and so are
    /// the time its first message was received and the calls that were never confirmed.
    pub(crate) fn successor(&self, found: &Row, abandoned: u32) -> Row {
        Row {
            tries: found.tries,
            abandoned,
            spent: found.spent,
            first_received: found.first_received,
            unconfirmed: unconfirmed(found),
            reason: found.reason.clone(),
            request_id: self.request_id(found.tries, abandoned),
            ..self.row()
        }
    }

    /// The same after a refusal: what was counted before it no longer counts against the event.
    pub(crate) fn after_refusal(&self, found: &Row) -> Row {
        let spent = Spent { tries: found.tries, abandoned: found.abandoned };
        Row { spent, ..self.successor(found, found.abandoned) }
    }

    fn request_id(&self, tries: u32, abandoned: u32) -> String {
        let last = self.request_ids.len().saturating_sub(1);
        let tries = usize::try_from(tries).unwrap_or(usize::MAX);
        let place = if abandoned > 0 { last } else { tries.min(last) };
        self.request_ids.get(place).cloned().unwrap_or_default()
    }
}

/// What an abandoned claim may have asked comes after what its predecessors did.
fn unconfirmed(found: &Row) -> Vec<String> {
    let own = (found.phase == Phase::Claimed && !found.request_id.is_empty())
        .then(|| found.request_id.clone());
    found.unconfirmed.iter().cloned().chain(own).collect()
}
