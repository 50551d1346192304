//! One event, the messages that bid for it, and rows of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Bid, OnReuse, Phase, Priority, Row, Spent, Wait, WaitCause, turn};

/// The event that all is about.
pub const EVENT: &str = "shop#acme#1";

/// A time, so many minutes from the start.
pub fn minute(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

/// A message that is received at minute 100, and was sent a minute before.
pub fn bid() -> Bid {
    Bid {
        event: EVENT.to_owned(),
        digest: "content".to_owned(),
        polled: false,
        revision: "1".to_owned(),
        message: "message".to_owned(),
        sent_at: minute(99),
        received_at: minute(98),
        ticket: None,
        request_id: "planned".to_owned(),
        shared: false,
        lease_until: minute(116),
        retention: Duration::from_hours(1080),
        on_reuse: OnReuse::Refuse,
        now: minute(100),
    }
}

/// The message that was sent for the wait of the claim `token`.
pub fn dispatched(token: &str) -> Bid {
    Bid { ticket: Some(token.to_owned()), ..bid() }
}

/// A message with other content under the same id.
pub fn other_content() -> Bid {
    Bid { digest: "other content".to_owned(), ..bid() }
}

/// The same, from a source whose sender is known to do so.
pub fn tolerated() -> Bid {
    Bid { on_reuse: OnReuse::Duplicate, ..other_content() }
}

/// A row of the event, of a claim of minute 50 that had its lease until minute 66.
pub fn row(phase: Phase) -> Row {
    Row {
        event: EVENT.to_owned(),
        phase,
        token: "token".to_owned(),
        lease_until: minute(66),
        claimed_at: minute(50),
        digest: "content".to_owned(),
        polled: false,
        revision: "1".to_owned(),
        message: "first message".to_owned(),
        request_id: "earlier".to_owned(),
        calls: Vec::new(),
        shared: false,
        tries: 0,
        failed_gets: 0,
        abandoned: 0,
        shared_deaths: 0,
        spent: Spent::default(),
        waits: 0,
        first_received: minute(1),
        unconfirmed: Vec::new(),
        suspects: 0,
        superseded: 0,
        reason: None,
        wait: None,
        expires_at: Some(minute(64_800)),
    }
}

/// A row that waits until `due`.
pub fn waiting(due: Timestamp) -> Row {
    Row { wait: Some(wait(due)), expires_at: None, waits: 1, ..row(Phase::Waiting) }
}

/// A wait until `due`.
pub fn wait(due: Timestamp) -> Wait {
    Wait {
        lane: "tariff".to_owned(),
        turn: turn(Priority::Webhook, "acme", due),
        tenant: "acme".to_owned(),
        source: "shop".to_owned(),
        cause: WaitCause::Rate,
        due,
        parked_at: minute(60),
        units: 1,
        envelope: "the message".to_owned(),
        retention_s: 3_888_000,
    }
}
