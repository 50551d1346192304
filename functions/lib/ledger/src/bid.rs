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
    /// The token of the claim that parked it, where the message was sent by the dispatcher.
    pub ticket: Option<String>,
    /// The `X-Request-Id` of the call planned for it; empty where none is.
    pub request_id: String,
    /// Whether its invocation has other claims open while it has this one.
    pub shared: bool,
    /// Until when the claim is wanted: the invocation's deadline and a margin.
    pub lease_until: Timestamp,
    /// How long the ledger is to remember it.
    pub retention: Duration,
    /// Whether it was found by poll: its content is the event's own, written anew.
    pub polled: bool,
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
            polled: self.polled,
            message: self.message.clone(),
            request_id: self.request_id.clone(),
            calls: Vec::new(),
            shared: self.shared,
            tries: 0,
            failed_gets: 0,
            abandoned: 0,
            shared_deaths: 0,
            suspects: 0,
            waits: 0,
            spent: Spent::default(),
            first_received: self.received_at,
            unconfirmed: Vec::new(),
            superseded: 0,
            reason: None,
            wait: None,
            expires_at: Some(self.now.saturating_add(self.retention).unwrap_or(Timestamp::MAX)),
        }
    }

    /// The row of a claim that goes on from an earlier one: what was counted is kept, and so are
    /// the time its first message was received and the calls that were never confirmed.
    pub(crate) fn successor(&self, found: &Row) -> Row {
        Row {
            tries: found.tries,
            failed_gets: found.failed_gets,
            abandoned: found.abandoned,
            shared_deaths: found.shared_deaths,
            suspects: found.suspects,
            waits: found.waits,
            spent: found.spent,
            first_received: found.first_received,
            unconfirmed: unconfirmed(found),
            reason: found.reason.clone(),
            ..self.row()
        }
    }

    /// The same after the claim before it was abandoned. Its invocation died: of this event if it
    /// had no other, else perhaps of another one.
    pub(crate) fn after_death(&self, found: &Row) -> Row {
        let row = self.successor(found);
        if found.shared {
            Row { shared_deaths: row.shared_deaths.saturating_add(1), ..row }
        } else {
            Row { abandoned: row.abandoned.saturating_add(1), ..row }
        }
    }

    /// The same after a refusal: what was counted before it no longer counts against the event, and
    /// its waits begin with the shortest.
    pub(crate) fn after_refusal(&self, found: &Row) -> Row {
        let spent = Spent { tries: found.tries, abandoned: found.abandoned };
        Row { spent, failed_gets: 0, suspects: 0, waits: 0, ..self.successor(found) }
    }
}

/// What an abandoned claim may have asked comes after what its predecessors did.
fn unconfirmed(found: &Row) -> Vec<String> {
    let own = [&found.request_id].into_iter().chain(&found.calls);
    let own = own.filter(|id| found.phase == Phase::Claimed && !id.is_empty());
    let mut all = found.unconfirmed.clone();
    for id in own {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}
