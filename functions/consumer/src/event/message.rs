//! A message, as SQS hands it over.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The longest that SQS hides a message (12 hours), less what an invocation has hidden already.
pub const MAX_HIDE: Duration = Duration::from_hours(11);

/// A record with what it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What SQS says of it.
    pub record: Record,
    /// What the sender of the message wrote.
    pub body: String,
}

/// What SQS says of one message of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// SQS's id of it, by which it is named to Lambda.
    pub message_id: String,
    /// By which it is hidden.
    pub receipt_handle: String,
    /// When SQS took it (`SentTimestamp`).
    pub sent_at: Timestamp,
    /// How often it was received, this time included.
    pub receives: u32,
    /// The token of the claim that moved its event out of the queue, where the dispatcher sent it.
    pub ticket: Option<String>,
}

/// How long the door may take to send what it has, and far more: its budget is 2 s.
const LONGEST_DOOR: SignedDuration = SignedDuration::from_mins(1);

impl Record {
    /// Whether it was sent long after the door had its event: redriven, after it was refused.
    pub(crate) fn is_sent_long_after(&self, received_at: Timestamp) -> bool {
        self.sent_at.duration_since(received_at) > LONGEST_DOOR
    }
}
