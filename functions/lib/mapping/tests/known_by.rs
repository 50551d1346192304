//! What an event is known by, and what is said of one that cannot be worked on.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use jiff::Timestamp;
use mapping::{Document, ItemError, NotWellFormed, Unreadable, list};
use serde_json::{Value, json};
use settings::{Settings, Source};

fn source() -> Source {
    let text = r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.chat]
scheme = "slack"
tenant = "acme"
secrets = ["env:S"]
event = { id = "$.event_id", type = "$.type", items = "$.articles[*]" }
types = { "changed" = "classify" }
handshake = { type = "url_verification", challenge = "$.challenge" }
"#;
    Settings::parse(text).expect("good settings").sources["chat"].clone()
}

fn document(body: &Value) -> Document {
    Document::parse(body.to_string().as_bytes()).expect("JSON")
}

#[test]
fn a_handshake_gets_its_challenge_back_as_it_stands_and_nothing_else_does() {
    let challenge = |body: Value| document(&body).challenge(&source());
    let asked = |challenge: Value| json!({"type": "url_verification", "challenge": challenge});
    assert_eq!(challenge(asked(json!(" 3eZb "))).as_deref(), Some(" 3eZb "), "not trimmed");
    assert_eq!(challenge(asked(json!(4711))).as_deref(), Some("4711"));
    assert_eq!(challenge(asked(json!(null))), None);
    assert_eq!(challenge(json!({"type": "changed", "challenge": "3eZb"})), None);
    assert_eq!(challenge(json!({"challenge": "3eZb"})), None);
}

/// SQS takes no control characters in an attribute, nor U+FFFE and U+FFFF.
#[test]
fn a_type_that_cannot_travel_as_an_attribute_is_refused() {
    let identify = |event_type: &str| {
        let body = json!({"event_id": "e-1", "type": event_type});
        let now = Timestamp::UNIX_EPOCH;
        let known = document(&body).identify(&source(), None, body.to_string().as_bytes(), now);
        known.map(|identity| identity.event_type)
    };
    let longest = "t".repeat(256);
    for good in ["changed", "produit.modifié", &longest] {
        assert_eq!(identify(good).as_deref(), Ok(good));
    }
    let too_long = "t".repeat(257);
    for bad in ["a\u{7}b", "a\nb", "a\u{fffe}", "\u{ffff}b", &too_long] {
        assert_eq!(identify(bad), Err(NotWellFormed::EventType), "{bad:?}");
    }
}

/// The acknowledgement waits for it.
#[test]
fn of_a_delivery_only_that_is_kept_which_says_what_it_is() {
    let body = json!({
        "event_id": "e-1", "type": "changed", "challenge": "c", "articles": [{"sku": 1}], "x": {"y": []},
    });
    let sketch = Document::sketch(body.to_string().as_bytes(), &source()).expect("JSON");
    let expected = json!({"event_id": "e-1", "type": "changed", "challenge": "c"});
    assert_eq!(*sketch.root(), expected);
    let no_object = Document::sketch(br#"["e-1"]"#, &source()).expect("JSON");
    assert_eq!(*no_object.root(), json!(["e-1"]));
}

#[test]
fn five_items_that_cannot_be_read_are_named_and_the_others_counted() {
    let of = |count: usize| {
        let all = (0..count).map(|place| Unreadable { place, error: ItemError::NoLetter });
        list(&all.collect::<Vec<_>>())
    };
    assert_eq!(of(0), "");
    assert_eq!(of(1), "item 0: description: has no letter");
    let five = of(5);
    assert_eq!(five.split("; ").count(), 5);
    assert!(five.ends_with("item 4: description: has no letter"), "{five}");
    assert_eq!(of(6), format!("{five}; and 1 more"));
    assert_eq!(of(200), format!("{five}; and 195 more"));
}
