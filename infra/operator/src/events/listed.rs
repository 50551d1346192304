//! An event as it is listed.

use jiff::Timestamp;
use ledger::{Phase, Row};
use serde::Serialize;

use crate::table::or_dash;
use crate::time;

/// What the ledger says of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    /// Its key.
    pub event: String,
    /// Where it stands.
    pub state: Phase,
    /// When its first message was received.
    pub first_received: Timestamp,
    /// When it was claimed last.
    pub claimed_at: Timestamp,
    /// Calls made for it that failed.
    pub tries: u32,
    /// How often it waited outside the queue.
    pub waits: u32,
    /// Why it waits, was released or refused.
    pub reason: Option<String>,
    /// When it is sent, while it waits.
    pub due: Option<Timestamp>,
}

impl Listed {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 5] = ["event", "state", "received", "tries", "reason"];

    /// A row of the ledger.
    pub fn of(row: &Row) -> Self {
        Self {
            event: row.event.clone(),
            state: row.phase,
            first_received: row.first_received,
            claimed_at: row.claimed_at,
            tries: row.all_tries(),
            waits: row.waits,
            reason: row.reason.clone(),
            due: row.wait.as_ref().map(|wait| wait.due),
        }
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 5] {
        [
            self.event.clone(),
            word(self.state).to_owned(),
            time::to_the_second(self.first_received),
            self.tries.to_string(),
            or_dash(self.reason.as_deref()),
        ]
    }
}

/// The word of the table for a phase.
pub(super) fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Claimed => "claimed",
        Phase::Released => "released",
        Phase::Waiting => "waiting",
        Phase::Done => "done",
        Phase::Refused => "refused",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    /// An event that was first received 5,000 seconds after 1970.
    pub(crate) fn row(event: &str, phase: &str, reason: Option<&str>) -> Row {
        let row = json!({
            "event": event, "phase": phase, "token": "k", "lease_until": 6_000_000, "claimed_at": 5_500_000,
            "digest": "d", "revision": "1", "message": "m1", "request_id": "call-1", "tries": 2, "abandoned": 0,
            "first_received": 5_000_000, "reason": reason, "calls": ["call-2"], "unconfirmed": ["call-0"],
        });
        serde_json::from_value(row).expect("a row")
    }

    #[test]
    fn a_line_says_where_an_event_stands_and_why() {
        let cells = Listed::of(&row("erp#acme#e1", "refused", Some("no items"))).cells();
        assert_eq!(
            cells,
            ["erp#acme#e1", "refused", "1970-01-01T01:23:20Z", "2", "no items"].map(str::to_owned)
        );
    }
}
