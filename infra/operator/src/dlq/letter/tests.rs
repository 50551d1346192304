//! What is shown of a dead letter.

use serde_json::json;

use super::*;

const ENVELOPE: &str = r#"{"v":1,"source":"erp","revision":"1","tenant":"acme","event_id":"e1","event_type":"t",
    "received_at":"2026-01-31T12:00:00Z","request_id":"r1","trace":{},"body_sha256":"00","secret":"s",
    "body":{"utf8":"{\"hunter2\":1}"}}"#;

fn peeked(body: &str) -> Peeked {
    Peeked {
        message_id: "m1".to_owned(),
        body: body.to_owned(),
        sent_at: Some(Timestamp::UNIX_EPOCH),
        receives: 25,
    }
}

fn row(phase: &str, reason: Option<&str>) -> Row {
    let row = json!({
        "event": "erp#acme#e1", "phase": phase, "token": "k", "lease_until": 0, "claimed_at": 0, "digest": "d",
        "revision": "1", "message": "m1", "request_id": "r", "tries": 0, "abandoned": 0, "first_received": 0,
        "reason": reason, "expires_at": 0,
    });
    serde_json::from_value(row).expect("a row")
}

fn letter(body: &str, row: Option<Row>) -> DeadLetter {
    DeadLetter::of(peeked(body), envelope::open(body), row)
}

#[test]
fn a_refused_event_is_shown_with_its_reason_and_without_its_body() {
    let letter = letter(ENVELOPE, Some(row("refused", Some("no items"))));
    let shown = serde_json::to_value(&letter).expect("JSON");
    let expected = json!({
        "message_id": "m1", "source": "erp", "event_id": "e1", "event_type": "t", "reason": "no items",
        "sent_at": "1970-01-01T00:00:00Z", "received_at": "2026-01-31T12:00:00Z", "receives": 25,
        "phase": "refused",
    });
    assert_eq!(shown, expected);
}

#[test]
fn what_is_no_envelope_says_so_even_without_the_ledger() {
    let letter = letter("hunter2", None);
    assert_eq!(letter.source, None);
    assert!(letter.reason_in_words().starts_with("not an envelope"), "{letter:?}");
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
        assert_eq!(letter(ENVELOPE, row).reason_in_words(), words);
    }
}
