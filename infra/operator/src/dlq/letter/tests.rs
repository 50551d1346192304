//! What is shown of a dead letter.

use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use serde_json::json;

use super::*;

const ENVELOPE: &str = r#"{"v":1,"source":"erp","revision":"1","tenant":"acme","event_id":"e1","event_type":"t",
    "received_at":"2026-01-31T12:00:00Z","request_id":"r1","trace":{},"body_sha256":"00","secret":"s",
    "body":{"utf8":"{\"hunter2\":1}"}}"#;

/// An hour and a half after the door had it.
const NOW: &str = "2026-01-31T13:30:00Z";

fn row(phase: &str, reason: Option<&str>) -> Row {
    let row = json!({
        "event": "erp#acme#e1", "phase": phase, "token": "k", "lease_until": 0, "claimed_at": 0, "digest": "d",
        "revision": "1", "message": "m1", "request_id": "r", "tries": 3, "abandoned": 0, "first_received": 0,
        "reason": reason, "expires_at": 0,
    });
    serde_json::from_value(row).expect("a row")
}

fn letter(body: &str, row: Option<Row>) -> DeadLetter {
    let message = Message::builder()
        .message_id("m1")
        .receipt_handle("x")
        .body(body)
        .attributes(MessageSystemAttributeName::SentTimestamp, "0")
        .attributes(MessageSystemAttributeName::ApproximateReceiveCount, "25")
        .build();
    let peeked = Peeked::of(&message).expect("a message");
    DeadLetter::of(peeked, row, NOW.parse().expect("a time"))
}

/// A dead letter of this event with this reason.
pub(crate) fn dead(event_id: &str, reason: &str) -> DeadLetter {
    let body = ENVELOPE.replace(r#""e1""#, &format!("{event_id:?}"));
    DeadLetter {
        message_id: event_id.to_owned(),
        ..letter(&body, Some(row("refused", Some(reason))))
    }
}

#[test]
fn a_refused_event_is_shown_with_its_reason_and_without_its_body() {
    let letter = letter(ENVELOPE, Some(row("refused", Some("no items"))));
    let shown = serde_json::to_value(&letter).expect("JSON");
    let expected = json!({
        "message_id": "m1", "event": "erp#acme#e1", "source": "erp", "tenant": "acme", "event_id": "e1",
        "event_type": "t", "reason": "no items", "why": "no items", "tries": 3,
        "sent_at": "1970-01-01T00:00:00Z", "received_at": "2026-01-31T12:00:00Z", "age_s": 5400, "receives": 25,
        "request_id": "r1", "secret": "s", "body_is_stored": false, "phase": "refused",
    });
    assert_eq!(shown, expected);
}

#[test]
fn what_is_no_envelope_says_so_even_without_the_ledger() {
    let letter = letter("hunter2", None);
    assert_eq!(letter.source, None);
    assert!(letter.why.starts_with("not an envelope"), "{letter:?}");
    assert!(!format!("{letter:?}").contains("hunter2"));
}

#[test]
fn a_table_says_what_became_of_an_event_that_nobody_refused() {
    for (row, words) in [
        (None, "not in the ledger"),
        (Some(row("done", None)), "its event is done since"),
        (Some(row("released", Some("API: 503"))), "received too often; API: 503"),
        (Some(row("claimed", None)), "received too often; no failure on record"),
        (
            Some(row("waiting", Some("the rate budget is spent"))),
            "a copy: its event waits in the ledger, and is sent from there; the rate budget is spent",
        ),
    ] {
        assert_eq!(letter(ENVELOPE, row).why, words);
    }
}
