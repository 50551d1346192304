//! Events that are not the items themselves: triggers, and results.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use jiff::Timestamp;
use mapping::{
    Document, ItemError, Reading, ReferenceError, Unmappable, Unreadable, Version, VersionError,
    Work,
};
use serde_json::{Value, json};
use settings::{IdAt, Settings, Source, Tenant};

fn source(name: &str) -> Source {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources[name].clone()
}

fn document(body: &str) -> Document {
    Document::parse(body.as_bytes()).expect("JSON")
}

fn work(name: &str, event_type: &str, body: &str) -> Result<Work, Unmappable> {
    work_on(name, event_type, body, now())
}

fn work_on(name: &str, event_type: &str, body: &str, now: Timestamp) -> Result<Work, Unmappable> {
    let tenant = Tenant::try_from("acme".to_owned()).expect("a tenant");
    let reading = Reading { tenant: &tenant, event_type, now };
    document(body).work(&source(name), reading, body.as_bytes())
}

fn now() -> Timestamp {
    "2026-03-01T12:34:56Z".parse().expect("a time")
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
    for id in [".", "..", "a\nb", &"x".repeat(257)] {
        let refused = trigger(&json!({"object_type": "products", "object_id": id}));
        let expected = ReferenceError::NoName("$.object_id".into());
        assert_eq!(refused, Err(Unmappable::Object(expected)), "{id:?}");
    }
    for missing in [json!({"object_id": "1"}), json!({"object_id": "1", "object_type": ""})] {
        let missing = trigger(&missing).expect_err("no type").to_string();
        assert_eq!(missing, "the object: $.object_type selects nothing, or an empty value");
    }
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
    let hydrated = |body: &str| document(body).hydrated(&source("pim"), body.as_bytes(), now());
    let items = hydrated(body).expect("an item");
    assert_eq!((items.readable[0].id.as_str(), items.readable.len()), ("P-1", 1));
    assert!(matches!(items.readable[0].version, Some(Version::Time(_))));
    let items = hydrated("{}").expect("an item, of which nothing can be read");
    assert_eq!((items.readable.len(), items.unreadable.len()), (0, 1));
    let ahead = body.replace("2026-03-01", "2026-03-03");
    let items = hydrated(&ahead).expect("an item");
    let error = ItemError::Version(VersionError::Ahead);
    assert_eq!(items.unreadable, [Unreadable { place: 0, error }]);
}

#[test]
fn results_are_kept_byte_for_byte_with_their_versions() {
    let first = r#"{"version": "2026-03-01T12:00:00Z",  "item_id": "A", "duty":{"total": 1.50}}"#;
    let second = r#"{"item_id":"B","version":"2026-03-01T13:00:00Z"}"#;
    let body = format!(r#"{{"results": [{first} , {second}]}}"#);
    let done = work("callbacks", "classification.completed", &body);
    let Ok(Work::Record { results, .. }) = done else { panic!("{done:?}") };
    let results = results.readable;
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
    let expected = "neither results nor a reference to them: $.batch_id selects nothing, or an \
                    empty value";
    assert_eq!(neither.to_string(), expected);
}

#[test]
fn a_result_without_the_version_that_its_source_promises_fails_itself_alone() {
    let body = r#"{"results": [{"version": "2026-03-01T12:00:00Z"}, {"item_id": "A"}]}"#;
    let done = work("callbacks", "batch.completed", body);
    let Ok(Work::Record { results, .. }) = done else { panic!("{done:?}") };
    assert_eq!(results.readable.iter().map(|result| result.place).collect::<Vec<_>>(), [0]);
    assert!(
        matches!(
            results.unreadable.as_slice(),
            [Unreadable { place: 1, error: ItemError::Version(VersionError::Text(_)) }]
        ),
        "{results:?}"
    );
}

#[test]
fn the_digest_of_results_is_of_what_they_say_readable_or_not() {
    let digest = |body: &str, now: &str| {
        let now = now.parse().expect("a time");
        match work_on("callbacks", "batch.completed", body, now) {
            Ok(Work::Record { results, digest }) => (digest, results.readable.len()),
            other => panic!("{other:?}"),
        }
    };
    let today = "2026-03-01T12:00:00Z";
    let (one, _) = digest(r#"{"results": [{"item_id": "A"}]}"#, today);
    let (other, _) = digest(r#"{"results": [{"item_id": "B"}]}"#, today);
    assert_ne!(one, other, "unreadable ones that differ");
    let ahead = r#"{"results": [{"version": "2026-03-05T12:00:00Z"}]}"#;
    let (before, readable) = digest(ahead, today);
    assert_eq!((before, readable), (digest(ahead, "2026-03-05T12:00:00Z").0, 0), "on any day");
}

#[test]
fn half_a_character_costs_no_result() {
    let body =
        r#"{"results": [{"version": "2026-03-01T12:00:00Z", "item_id": "A", "n": "mug \ud83d"}]}"#;
    let done = work("callbacks", "batch.completed", body);
    let Ok(Work::Record { results, .. }) = done else { panic!("{done:?}") };
    let read: Value = serde_json::from_str(&results.readable[0].text).expect("what all can read");
    assert_eq!(read["n"], "mug \u{fffd}");
}
