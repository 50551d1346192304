//! A dead letter as it is shown: never its body.

use envelope::{Envelope, Unopened};
use jiff::Timestamp;
use ledger::{Phase, Row};
use serde::Serialize;

use crate::dlq::queue::Peeked;
use crate::table::or_dash;
use crate::time;

/// A message of the dead-letter queue, and what the ledger says of it.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct DeadLetter {
    message_id: String,
    source: Option<String>,
    event_id: Option<String>,
    event_type: Option<String>,
    /// Why it is here; nothing where the ledger does not know.
    reason: Option<String>,
    sent_at: Option<Timestamp>,
    received_at: Option<Timestamp>,
    receives: u32,
    /// Where its event stands in the ledger.
    phase: Option<Phase>,
}

impl DeadLetter {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 7] =
        ["message", "source", "event", "type", "reason", "sent", "receives"];

    /// Puts together what is known; `row` is the ledger's.
    pub fn of(peeked: Peeked, opened: Result<Envelope, Unopened>, row: Option<Row>) -> Self {
        let phase = row.as_ref().map(|row| row.phase);
        let reason = row.and_then(|row| row.reason);
        let blank = Self {
            message_id: peeked.message_id,
            source: None,
            event_id: None,
            event_type: None,
            reason,
            sent_at: peeked.sent_at,
            received_at: None,
            receives: peeked.receives,
            phase,
        };
        match opened {
            Ok(envelope) => Self {
                source: Some(envelope.source.into()),
                event_id: Some(envelope.event_id.into()),
                event_type: Some(envelope.event_type),
                received_at: Some(envelope.received_at),
                ..blank
            },
            Err(unopened) => {
                Self { reason: blank.reason.or_else(|| Some(unopened.to_string())), ..blank }
            }
        }
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 7] {
        [
            self.message_id.clone(),
            or_dash(self.source.as_deref()),
            or_dash(self.event_id.as_deref()),
            or_dash(self.event_type.as_deref()),
            self.reason_in_words(),
            self.sent_at.map_or_else(|| or_dash(None), time::to_the_second),
            self.receives.to_string(),
        ]
    }

    /// A message that nobody refused was received too often: its invocations died, or the queue's
    /// backstop moved it while it waited.
    fn reason_in_words(&self) -> String {
        match (&self.reason, self.phase) {
            (Some(reason), Some(Phase::Refused) | None) => reason.clone(),
            (_, Some(Phase::Done)) => "its event is done since".to_owned(),
            (None, Some(Phase::Refused)) => "refused, without a reason".to_owned(),
            (reason, Some(Phase::Released | Phase::Claimed)) => {
                let last = reason.as_deref().unwrap_or("no failure on record");
                format!("received too often; {last}")
            }
            (reason, Some(Phase::Waiting)) => {
                let why = reason.as_deref().unwrap_or("it is not said why");
                format!("a copy: its event waits in the ledger, and is sent from there; {why}")
            }
            (None, None) => "not in the ledger".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
