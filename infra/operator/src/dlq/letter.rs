//! A dead letter as it is shown: never its body.

use jiff::Timestamp;
use ledger::{Phase, Row};
use serde::Serialize;

use crate::dlq::message::{Head, Peeked};
use crate::table::or_dash;
use crate::time;

/// A message of the dead-letter queue, and what the ledger says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct DeadLetter {
    /// SQS's id.
    pub message_id: String,
    /// The ledger's key of its event; nothing where it cannot be read.
    pub event: Option<String>,
    /// Which sender.
    pub source: Option<String>,
    /// Whose items it holds.
    pub tenant: Option<String>,
    /// Its id within both.
    pub event_id: Option<String>,
    /// What kind of event it is.
    pub event_type: Option<String>,
    /// Why it is here, in the ledger's words; nothing where the ledger does not know.
    pub reason: Option<String>,
    /// Why it is here, for people: what is not in the ledger's words too.
    pub why: String,
    /// Calls made for the event that failed.
    pub tries: u32,
    /// When the message was sent to the queue.
    pub sent_at: Option<Timestamp>,
    /// When the door had the event.
    pub received_at: Option<Timestamp>,
    /// Seconds since then, or since the message was sent.
    pub age_s: Option<i64>,
    /// How often the message was received, by looking at it too.
    pub receives: u32,
    /// The request that brought it, as the answer to its sender named it.
    pub request_id: Option<String>,
    /// The name of the secret that verified it.
    pub secret: Option<String>,
    /// Whether its body is in the bucket.
    pub body_is_stored: bool,
    /// Where its event stands in the ledger.
    pub phase: Option<Phase>,
}

impl DeadLetter {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 7] = ["message", "source", "event", "type", "reason", "age", "tries"];

    /// Puts together what is known; `row` is the ledger's.
    pub fn of(peeked: Peeked, row: Option<Row>, now: Timestamp) -> Self {
        let (head, unreadable) = match peeked.head {
            Ok(head) => (Some(head), None),
            Err(unopened) => (None, Some(unopened.to_string())),
        };
        let phase = row.as_ref().map(|row| row.phase);
        let tries = row.as_ref().map_or(0, Row::all_tries);
        let reason = row.and_then(|row| row.reason).or(unreadable);
        let received_at = head.as_ref().map(|head| head.received_at);
        let since = received_at.or(peeked.sent_at);
        let field = |read: fn(&Head) -> &String| head.as_ref().map(|head| read(head).clone());
        Self {
            message_id: peeked.message_id,
            event: field(|head| &head.key),
            source: field(|head| &head.source),
            tenant: field(|head| &head.tenant),
            event_id: field(|head| &head.event_id),
            event_type: field(|head| &head.event_type),
            why: in_words(reason.as_deref(), phase),
            reason,
            tries,
            sent_at: peeked.sent_at,
            received_at,
            age_s: since.map(|since| now.duration_since(since).as_secs().max(0)),
            receives: peeked.receives,
            request_id: field(|head| &head.request_id),
            secret: field(|head| &head.secret),
            body_is_stored: head.as_ref().is_some_and(|head| head.is_stored),
            phase,
        }
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 7] {
        [
            self.message_id.clone(),
            or_dash(self.source.as_deref()),
            or_dash(self.event_id.as_deref()),
            or_dash(self.event_type.as_deref()),
            self.why.clone(),
            self.age_s.map_or_else(|| or_dash(None), time::span),
            self.tries.to_string(),
        ]
    }
}

/// A message that nobody refused was received too often: its invocations died, or the queue's
/// backstop moved it while it waited.
fn in_words(reason: Option<&str>, phase: Option<Phase>) -> String {
    match (reason, phase) {
        (Some(reason), Some(Phase::Refused) | None) => reason.to_owned(),
        (_, Some(Phase::Done)) => "its event is done since".to_owned(),
        (None, Some(Phase::Refused)) => "refused, without a reason".to_owned(),
        (reason, Some(Phase::Released | Phase::Claimed)) => {
            let last = reason.unwrap_or("no failure on record");
            format!("received too often; {last}")
        }
        (reason, Some(Phase::Waiting)) => {
            let why = reason.unwrap_or("it is not said why");
            format!("a copy: its event waits in the ledger, and is sent from there; {why}")
        }
        (None, None) => "not in the ledger".to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
