//! A claim that was won.

use jiff::Timestamp;

use crate::bid::MAX_UNHEARD;
use crate::row::{Phase, Row};

/// The right to work on an event, until its lease ends. It cannot be copied, and ending it
/// spends it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a claim that is neither completed, released nor refused holds its event up"]
pub struct Claim {
    row: Row,
}

impl Claim {
    pub(crate) fn new(row: Row) -> Self {
        Self { row }
    }

    /// Calls made for this event that failed, before this claim.
    pub fn tries(&self) -> u32 {
        self.row.tries
    }

    /// Invocations that died with this event, before this claim.
    pub fn abandoned(&self) -> u32 {
        self.row.abandoned
    }

    /// When the event's first message was received.
    pub fn first_received(&self) -> Timestamp {
        self.row.first_received
    }

    /// The `X-Request-Id`s of earlier calls that may have been answered, though nobody heard it; the
    /// newest first.
    pub fn unheard(&self) -> &[String] {
        &self.row.unheard
    }

    /// The same claim, these now being the calls that nobody heard the answer of; three are kept.
    pub fn with_unheard(mut self, request_ids: impl IntoIterator<Item = String>) -> Self {
        self.row.unheard = request_ids.into_iter().take(MAX_UNHEARD).collect();
        self
    }

    pub(crate) fn row(&self) -> &Row {
        &self.row
    }

    pub(crate) fn done(&self) -> Row {
        Row { phase: Phase::Done, unheard: Vec::new(), reason: None, ..self.row.clone() }
    }

    pub(crate) fn released(&self, tries: u32, reason: &str) -> Row {
        Row { phase: Phase::Released, tries, reason: Some(short(reason)), ..self.row.clone() }
    }

    /// `sent_at` is when the refused message was sent. The refusing claim must not look older
    /// than the message it refuses, whatever this machine's clock says: the message would win
    /// again at every receive.
    pub(crate) fn refused(&self, reason: &str, sent_at: Timestamp) -> Row {
        Row {
            phase: Phase::Refused,
            claimed_at: self.row.claimed_at.max(sent_at),
            unheard: Vec::new(),
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
