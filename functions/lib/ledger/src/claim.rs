//! A claim that was won.

use jiff::Timestamp;

use crate::row::{Phase, Row};
use crate::wait::Wait;

/// How a claim is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// A call was made for the event and failed: it counts.
    Try,
    /// A GET for what the event refers to failed: it counts until one succeeds.
    Get,
    /// It was not the event's turn: nothing counts.
    Hold,
}

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

    /// The calls and GETs that failed before this claim, those before a refusal included.
    pub fn all_tries(&self) -> u32 {
        self.row.all_tries()
    }

    /// GETs for what the event refers to that failed before this claim, since the last one that
    /// succeeded.
    pub fn failed_gets(&self) -> u32 {
        self.row.failed_gets
    }

    /// What the event refers to was fetched: the GETs that failed before count no more. It is on
    /// record with the next write of the claim.
    ///
    /// An event that waits for its API is fetched anew each time that it is sent again, however long
    /// that takes. What goes wrong with single GETs meanwhile must not add up to a refusal.
    pub fn fetched(&mut self) {
        self.row.failed_gets = 0;
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

    /// The calls and GETs that count against the event, before this claim.
    pub fn counted_tries(&self) -> u32 {
        self.row.counted_tries()
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

    pub(crate) fn released(&self, release: Release, reason: &str) -> Row {
        let Row { tries, failed_gets, .. } = self.row;
        let (tries, failed_gets) = match release {
            Release::Try => (tries.saturating_add(1), failed_gets),
            Release::Get => (tries, failed_gets.saturating_add(1)),
            Release::Hold => (tries, failed_gets),
        };
        let reason = Some(short(reason));
        Row { phase: Phase::Released, tries, failed_gets, reason, ..self.row.clone() }
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
