//! What bodies say, and what is said of those that say too little.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use mapping::{Document, Identity, ItemError, NotWellFormed, Unmappable, Version, Work};
use serde_json::{Value, json};
use settings::{Settings, Source};

fn source(name: &str) -> Source {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources[name].clone()
}

fn now() -> jiff::Timestamp {
    "2026-03-01T12:34:56Z".parse().expect("a time")
}

fn document(body: &Value) -> Document {
    Document::parse(body.to_string().as_bytes()).expect("JSON")
}

fn identify(name: &str, body: &Value, signed: Option<&str>) -> Result<Identity, NotWellFormed> {
    document(body).identify(&source(name), signed, body.to_string().as_bytes(), now())
}

fn catalog(items: &Value) -> Value {
    json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}})
}

fn work(name: &str, body: &Value) -> Result<Work, Unmappable> {
    let identity = identify(name, body, Some("msg_1")).expect("well formed");
    document(body).work(&source(name), &identity.event_type, body.to_string().as_bytes())
}

fn mug(description: &str) -> Value {
    json!({"item_id": "SKU-1", "description": description, "country_of_origin": "CN"})
}

#[test]
fn the_signed_header_is_the_event_id_where_there_is_one() {
    let identity = identify("catalog", &catalog(&json!([])), Some("msg_1")).expect("well formed");
    assert_eq!((identity.event_id.as_str(), identity.tenant.as_str()), ("msg_1", "acme"));
}

#[test]
fn without_a_signed_id_the_bodys_digest_stands_in() {
    let body = json!({"id": 7});
    let identity = identify("storefront", &body, None).expect("well formed");
    assert_eq!(identity.event_id.as_str(), mapping::sha256_hex(br#"{"id":7}"#));
}

#[test]
fn an_id_or_a_tenant_that_cannot_be_a_key_is_refused() {
    let body = json!({"type": "goods.received", "id": "a b", "account": "acme"});
    assert!(matches!(identify("warehouse", &body, None), Err(NotWellFormed::EventId(_))));
    let body = json!({"type": "goods.received", "id": "a", "account": "acme#2"});
    assert!(matches!(identify("warehouse", &body, None), Err(NotWellFormed::Tenant(_))));
    let body = json!({"type": "goods.received", "id": "a"});
    assert!(matches!(
        identify("warehouse", &body, None),
        Err(NotWellFormed::Field { what: "tenant", .. })
    ));
}

#[test]
fn what_is_not_json_says_where() {
    let refused = Document::parse(b"{\n  oops").expect_err("not JSON");
    assert_eq!(refused, NotWellFormed::NotJson { line: 2, column: 3 });
    let deep = "[".repeat(100_000);
    assert!(matches!(Document::parse(deep.as_bytes()), Err(NotWellFormed::NotJson { .. })));
}

#[test]
fn items_come_with_the_version_their_sender_signed() {
    let Ok(Work::Classify { items, .. }) = work("catalog", &catalog(&json!([mug("a mug")]))) else {
        unreachable!("a classify event")
    };
    assert_eq!(items[0].country_of_origin.as_deref(), Some("CN"));
    let expected = "2026-03-01T12:00:00Z".parse().map(Version::Time).ok();
    assert_eq!(items[0].version, expected);
}

#[test]
fn each_article_may_count_its_own_states() {
    let articles = json!([
        {"sku": "A-1", "name": "bolt", "material": "steel", "origin": "DE", "revision": 41},
        {"sku": "A-2", "name": "nut", "revision": "42"},
    ]);
    let body = json!({"type": "article.released", "event_id": "e1", "articles": articles});
    let Ok(Work::Classify { items, .. }) = work("erp", &body) else { unreachable!("classify") };
    assert_eq!(items[0].description, "bolt; steel");
    let versions: Vec<_> = items.iter().map(|item| item.version).collect();
    assert_eq!(versions, [Some(Version::Sequence(41)), Some(Version::Sequence(42))]);
}

#[test]
fn an_attempt_counter_does_not_make_a_repeat_look_new() {
    let digest = |body: &Value| match work("catalog", body).expect("mappable") {
        Work::Classify { digest, .. }
        | Work::Hydrate { digest, .. }
        | Work::Record { digest, .. }
        | Work::Collect { digest, .. }
        | Work::Nothing { digest } => digest,
    };
    let first = catalog(&json!([mug("a mug")]));
    let mut again = first.clone();
    again["attempt"] = json!(2);
    assert_eq!(digest(&first), digest(&again));
    assert_ne!(digest(&first), digest(&catalog(&json!([mug("a cup")]))));
}

#[test]
fn an_item_said_twice_counts_once_and_contradictions_are_refused() {
    let twice = catalog(&json!([mug("a mug"), mug("a mug")]));
    assert!(
        matches!(work("catalog", &twice), Ok(Work::Classify { items, .. }) if items.len() == 1)
    );
    let contradiction = catalog(&json!([mug("a mug"), mug("a cup")]));
    assert_eq!(work("catalog", &contradiction), Err(Unmappable::Conflict(0, 1)));
}

#[test]
fn every_wrong_item_is_named_by_its_place() {
    let body = catalog(&json!([mug("a mug"), {"item_id": "", "description": "x"}, mug("  ")]));
    let expected = vec![(1, ItemError::Id), (2, ItemError::EmptyDescription)];
    assert_eq!(work("catalog", &body), Err(Unmappable::Items(expected)));
}

#[test]
fn an_unlisted_type_is_never_dropped_in_silence() {
    let body = json!({"type": "product.deleted", "data": {}});
    assert_eq!(work("catalog", &body), Err(Unmappable::UnlistedType("product.deleted".into())));
}

#[test]
fn a_ping_asks_for_nothing() {
    assert!(matches!(work("catalog", &json!({"type": "ping"})), Ok(Work::Nothing { .. })));
}
