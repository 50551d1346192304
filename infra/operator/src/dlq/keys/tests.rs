//! The keys are those that the consumer claims.

use std::collections::BTreeMap;

use consumer::{Message, Opened, Record, open};
use jiff::Timestamp;
use serde_json::{Value, json};
use settings::{Settings, Source, SourceName};

use super::*;

const BODY: &str = r#"{"event_id":"e1","type":"article.released","articles":[{"sku":"S1","name":"Mug","revision":1}]}"#;

fn sources() -> BTreeMap<SourceName, Source> {
    let text = include_str!("../../../../sources.toml");
    Settings::parse(text).expect("the repository's own file").sources
}

fn message(event_type: &str, body: &Value) -> String {
    let envelope = json!({
        "v": 1, "source": "erp", "revision": "1", "tenant": "acme", "event_id": "e1",
        "event_type": event_type, "received_at": "2026-01-31T12:00:00Z", "request_id": "r1",
        "trace": {}, "body_sha256": sha256_hex(b"a body"), "secret": "tidewaiter/erp", "body": body,
    });
    envelope.to_string()
}

fn keys_of(message: &str) -> Vec<String> {
    keys(&envelope::open(message), message)
}

/// The consumer's own key, and the digest by which it tells a reused id's content.
fn claimed(message: &str) -> (String, String) {
    let record = Record {
        message_id: "m1".to_owned(),
        receipt_handle: String::new(),
        sent_at: Timestamp::UNIX_EPOCH,
        receives: 1,
        ticket: None,
    };
    let message = Message { record, body: message.to_owned() };
    match open(message, &sources(), Timestamp::MAX).expect("opened") {
        Opened::Event(event) => (event.key, event.body_sha256),
        Opened::Unfetched(event) => panic!("kept elsewhere: {}", event.key()),
    }
}

#[test]
fn an_event_is_looked_up_as_the_consumer_claims_it() {
    for message in [
        message("article.released", &json!({"utf8": BODY})),
        message("article.deleted", &json!({"utf8": BODY})),
        message("article.unheard-of", &json!({"utf8": BODY})),
        message("article.released", &json!({"utf8": "not JSON"})),
        message("article.released", &json!({"base64": "not base64"})),
    ] {
        let (key, digest) = claimed(&message);
        assert_eq!(key, "erp#acme#e1");
        assert_eq!(keys_of(&message), [format!("reused:{key}#{digest}"), key], "{message}");
    }
}

#[test]
fn what_is_no_envelope_is_looked_up_by_its_digest() {
    let (key, _) = claimed("not an envelope");
    assert_eq!(keys_of("not an envelope"), [key]);
}

#[test]
fn an_envelope_of_a_newer_build_was_never_claimed() {
    assert_eq!(keys_of(r#"{"v":4}"#), Vec::<String>::new());
}
