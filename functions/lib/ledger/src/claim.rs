//! A claim that was won.

use jiff::Timestamp;

use crate::row::{Phase, Row};
use crate::wait::Wait;

/// The right to work on an event, until its lease ends. It cannot be copied, and ending it
/// spends it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a claim that is neither completed, released nor refused holds its event up"]
pub struct Claim {
    row: Row,
    is_first: bool,
}

impl Claim {
    pub(crate) fn new(row: Row) -> Self {
        Self { row, is_first: false }
    }

    /// The claim of an event that no row was known of.
    pub(crate) fn first(row: Row) -> Self {
        Self { row, is_first: true }
    }

    /// Whether this event was never claimed before, within its retention.
    pub fn is_first(&self) -> bool {
        self.is_first
    }

    /// Calls made for this event that failed, before this claim.
    pub fn tries(&self) -> u32 {
        self.row.tries
    }

    /// Invocations that died with this event alone, before this claim.
    pub fn abandoned(&self) -> u32 {
        self.row.abandoned
    }

    /// Invocations that died with this event among others, before this claim.
    pub fn shared_deaths(&self) -> u32 {
        self.row.shared_deaths
    }

    /// How many events stood in the smallest call of several that was refused with this one; 0 where
    /// none was.
    pub fn suspects(&self) -> u32 {
        self.row.suspects
    }

    /// Remembers that a call of so many events was refused with this one; with 0, that this means
    /// nothing. It is on record with the next write of the claim.
    pub fn suspect(&mut self, events: u32) {
        self.row.suspects = events;
    }

    /// How often the event has waited outside the queue before.
    pub fn waits(&self) -> u32 {
        self.row.waits
    }

    /// The token: the ticket of the message that is sent, once this claim has parked its event.
    pub fn token(&self) -> &str {
        &self.row.token
    }

    /// The `X-Request-Id`s of the calls that this claim may have made: the planned one, and those
    /// that were noted.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        let planned = Some(self.row.request_id.as_str()).filter(|id| !id.is_empty());
        planned.into_iter().chain(self.row.calls.iter().map(String::as_str))
    }

    /// Tries that count against the event: those since it was last refused and sent again.
    pub(crate) fn counted_tries(&self) -> u32 {
        self.row.tries.saturating_sub(self.row.spent.tries)
    }

    /// When the event's first message was received.
    pub fn first_received(&self) -> Timestamp {
        self.row.first_received
    }

    /// The `X-Request-Id`s of earlier calls whose response was lost, the oldest first.
    pub fn unconfirmed(&self) -> &[String] {
        &self.row.unconfirmed
    }

    /// The same claim without the calls of which it is known now what became of them.
    pub fn resolved(mut self, is_resolved: impl Fn(&str) -> bool) -> Self {
        self.row.unconfirmed.retain(|request_id| !is_resolved(request_id));
        self
    }

    /// The same claim, and further calls whose response was lost.
    pub fn with_unconfirmed(mut self, request_ids: impl IntoIterator<Item = String>) -> Self {
        for request_id in request_ids {
            if !self.row.unconfirmed.contains(&request_id) {
                self.row.unconfirmed.push(request_id);
            }
        }
        self
    }

    /// The same claim, so many of whose items are older than what is on record.
    pub fn with_superseded(mut self, items: u32) -> Self {
        self.row.superseded = items;
        self
    }

    pub(crate) fn row(&self) -> &Row {
        &self.row
    }

    pub(crate) fn done(&self) -> Row {
        let row = self.row.clone();
        Row { phase: Phase::Done, suspects: 0, unconfirmed: Vec::new(), reason: None, ..row }
    }

    pub(crate) fn released(&self, tries: u32, reason: &str) -> Row {
        Row { phase: Phase::Released, tries, reason: Some(short(reason)), ..self.row.clone() }
    }

    pub(crate) fn add_call(&mut self, request_id: String) {
        if !self.row.calls.contains(&request_id) {
            self.row.calls.push(request_id);
        }
    }

    /// A waiting row has no expiry: the event would be gone with it.
    pub(crate) fn waiting(&self, wait: Wait, reason: &str) -> Row {
        Row {
            phase: Phase::Waiting,
            waits: self.row.waits.saturating_add(1),
            wait: Some(wait),
            reason: Some(short(reason)),
            expires_at: None,
            ..self.row.clone()
        }
    }

    /// `sent_at` is when the refused message was sent. The refusing claim must not look older
    /// than the message it refuses, whatever this machine's clock says: the message would win
    /// again at every receive.
    pub(crate) fn refused(&self, reason: &str, sent_at: Timestamp) -> Row {
        Row {
            phase: Phase::Refused,
            claimed_at: self.row.claimed_at.max(sent_at),
            reason: Some(short(reason)),
            ..self.row.clone()
        }
    }
}

/// The most characters of a reason that are kept: a row is to stay under 1 KB.
const REASON: usize = 200;

fn short(reason: &str) -> String {
    reason.chars().take(REASON).collect()
}
