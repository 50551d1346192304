//! Events that are not the items themselves: triggers, and results.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use jiff::Timestamp;
use mapping::{Document, ItemError, ReferenceError, Unmappable, Version, Work};
use serde_json::{Value, json};
use settings::{IdAt, Settings, Source};

fn source(name: &str) -> Source {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources[name].clone()
}

fn document(body: &str) -> Document {
    Document::parse(body.as_bytes()).expect("JSON")
}

fn work(name: &str, event_type: &str, body: &str) -> Result<Work, Unmappable> {
    document(body).work(&source(name), event_type, body.as_bytes())
}

fn trigger(body: &Value) -> Result<Work, Unmappable> {
    work("pim", "product.changed", &body.to_string())
}

#[test]
fn a_trigger_is_what_it_points_to_and_nothing_else_of_it_counts() {
    let body = json!({"object_type": "products", "object_id": 4711});
    let Ok(Work::Hydrate { object, digest }) = trigger(&body) else { panic!("a trigger") };
    assert_eq!((object.object_type.as_str(), object.object_id.as_str()), ("products", "4711"));
    let partial = json!({"object_type": "products", "object_id": "4711", "description": "Mu"});
    assert!(matches!(trigger(&partial), Ok(Work::Hydrate { digest: same, .. }) if same == digest));
    let other = json!({"object_type": "products", "object_id": "4712"});
    assert!(matches!(trigger(&other), Ok(Work::Hydrate { digest: same, .. }) if same != digest));
}

#[test]
fn a_trigger_that_points_nowhere_names_the_place() {
    for id in ["", ".", "..", "a\nb", &"x".repeat(257)] {
        let refused = trigger(&json!({"object_type": "products", "object_id": id}));
        let expected = ReferenceError::NoName("$.object_id".into());
        assert_eq!(refused, Err(Unmappable::Object(expected)), "{id:?}");
    }
    let missing = trigger(&json!({"object_id": "1"})).expect_err("no type");
    assert_eq!(missing.to_string(), "the object: $.object_type selects nothing");
}

#[test]
fn the_same_bytes_trigger_again_an_hour_later() {
    let mut source = source("pim");
    source.event.id = IdAt::Digest;
    let id = |body: &str, now: &str| {
        let now: Timestamp = now.parse().expect("a time");
        let identity = document(body).identify(&source, None, body.as_bytes(), now);
        identity.expect("well formed").event_id
    };
    let trigger = r#"{"type":"product.changed","object_type":"p","object_id":"1"}"#;
    let first = id(trigger, "2026-03-01T12:00:00Z");
    assert_eq!(first, id(trigger, "2026-03-01T12:59:59Z"), "a repeat");
    assert_ne!(first, id(trigger, "2026-03-01T13:00:00Z"));
    let ping = r#"{"type":"ping"}"#;
    assert_eq!(id(ping, "2026-03-01T12:00:00Z"), id(ping, "2027-03-01T13:00:00Z"));
}

#[test]
fn an_object_is_mapped_as_a_posted_body_would_be() {
    let body = r#"{"sku": "P-1", "description": "a mug", "updated_at": "2026-03-01T12:00:00Z"}"#;
    let items = document(body).hydrated(&source("pim")).expect("an item");
    assert_eq!((items[0].id.as_str(), items.len()), ("P-1", 1));
    assert!(matches!(items[0].version, Some(Version::Time(_))));
    let refused = document("{}").hydrated(&source("pim")).expect_err("nothing there");
    assert!(matches!(&refused, Unmappable::Items(wrong) if wrong.len() == 1), "{refused}");
}

#[test]
fn results_are_kept_byte_for_byte_with_their_versions() {
    let first = r#"{"version": "2026-03-01T12:00:00Z",  "item_id": "A", "duty":{"total": 1.50}}"#;
    let second = r#"{"item_id":"B","version":"2026-03-01T13:00:00Z"}"#;
    let body = format!(r#"{{"results": [{first} , {second}]}}"#);
    let done = work("callbacks", "classification.completed", &body);
    let Ok(Work::Record { results, .. }) = done else { panic!("{done:?}") };
    assert_eq!([results[0].text.as_str(), results[1].text.as_str()], [first, second]);
    assert!(results[0].version.is_some() && results[0].version != results[1].version);
}

#[test]
fn where_there_are_no_results_the_reference_counts() {
    let collect = |body: &str| work("callbacks", "batch.completed", body);
    let Ok(Work::Collect { reference, digest }) = collect(r#"{"batch_id": "b-1"}"#) else {
        panic!("a reference")
    };
    assert_eq!(reference, "b-1");
    let again = collect(r#"{"batch_id": "b-1", "results": [], "attempt": 2}"#);
    assert!(matches!(again, Ok(Work::Collect { digest: same, .. }) if same == digest));
    let neither = collect("{}").expect_err("nothing there");
    let expected = "neither results nor a reference to them: $.batch_id selects nothing";
    assert_eq!(neither.to_string(), expected);
}

#[test]
fn a_result_without_the_version_that_its_source_promises_is_named() {
    let body = r#"{"results": [{"version": "2026-03-01T12:00:00Z"}, {"item_id": "A"}]}"#;
    let refused = work("callbacks", "batch.completed", body).expect_err("no version");
    let Unmappable::Items(wrong) = refused else { panic!("{refused}") };
    assert!(matches!(wrong.as_slice(), [(1, ItemError::Version(_))]), "{wrong:?}");
}
