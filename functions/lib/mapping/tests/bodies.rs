//! What bodies say, and what is said of those that say too little.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use mapping::{
    Digest, Document, Identity, ItemError, Items, Looks, NotWellFormed, Place, Reading, Unmappable,
    Unreadable, Version, Work,
};
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
    let reading =
        Reading { tenant: &identity.tenant, event_type: &identity.event_type, now: now() };
    document(body).work(&source(name), reading, body.to_string().as_bytes())
}

fn items(name: &str, body: &Value) -> Items {
    match work(name, body) {
        Ok(Work::Classify { items, .. }) => items,
        other => unreachable!("a classify event: {other:?}"),
    }
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
    let expected = "the body is not JSON in UTF-8 (line 2, column 3): key must be a string; XML would \
                    begin with `<`";
    assert_eq!(refused.to_string(), expected);
    let place = Place { line: 2, column: 3 };
    assert!(matches!(refused, NotWellFormed::NotJson { place: found, .. } if found == place));
    let deep = "[".repeat(100_000);
    assert!(matches!(Document::parse(deep.as_bytes()), Err(NotWellFormed::NotJson { .. })));
}

#[test]
fn what_is_another_thing_than_json_or_xml_is_told_by_its_name() {
    for (body, looks) in [
        (&b" \r\n"[..], Looks::Empty),
        (b"payload=%7B%7D", Looks::Form),
        (b"<!doctype html><title>502</title>", Looks::Html),
        (b"\x1f\x8b\x08", Looks::Gzip),
        (b"\xff\xfe[\0]\0", Looks::Utf16),
    ] {
        let refused = Document::parse(body).expect_err("another thing");
        assert_eq!(refused, NotWellFormed::Neither(looks));
        let sketched = Document::sketch(body, &source("erp")).expect_err("another thing");
        assert_eq!(sketched, refused, "at the door and behind it");
    }
    let said = NotWellFormed::Neither(Looks::Form).to_string();
    assert_eq!(said, "the body is a form (name=value): JSON in UTF-8, or XML, is what is taken");
}

#[test]
fn items_come_with_the_version_their_sender_signed() {
    let Items { readable: items, .. } = items("catalog", &catalog(&json!([mug("a mug")])));
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
    let Items { readable: items, .. } = items("erp", &body);
    assert_eq!(items[0].description, "bolt; steel");
    let versions: Vec<_> = items.iter().map(|item| item.version).collect();
    assert_eq!(versions, [Some(Version::Sequence(41)), Some(Version::Sequence(42))]);
}

/// The digest of what a body of this source says.
fn digest(source: &str, body: &Value) -> Digest {
    match work(source, body).expect("mappable") {
        Work::Classify { digest, .. }
        | Work::Hydrate { digest, .. }
        | Work::Record { digest, .. }
        | Work::Collect { digest, .. }
        | Work::Nothing { digest } => digest,
    }
}

#[test]
fn an_attempt_counter_does_not_make_a_repeat_look_new() {
    let first = catalog(&json!([mug("a mug")]));
    let mut again = first.clone();
    again["attempt"] = json!(2);
    assert_eq!(digest("catalog", &first), digest("catalog", &again));
    assert_ne!(digest("catalog", &first), digest("catalog", &catalog(&json!([mug("a cup")]))));
}

#[test]
fn another_number_makes_another_content_of_the_same_words() {
    let bolt = |number: u32| {
        let article = json!({"sku": "A-1", "name": "bolt", "revision": number});
        json!({"type": "article.released", "event_id": "e1", "articles": [article]})
    };
    assert_eq!(digest("erp", &bolt(41)), digest("erp", &bolt(41)));
    assert_ne!(digest("erp", &bolt(41)), digest("erp", &bolt(42)));
}

#[test]
fn an_item_said_twice_counts_once_and_of_contradictions_none_is_right() {
    let twice = catalog(&json!([mug("a mug"), mug("a mug")]));
    let Items { readable, unreadable } = items("catalog", &twice);
    assert_eq!((readable.len(), unreadable.len()), (1, 0));
    let other = json!({"item_id": "SKU-2", "description": "a plate"});
    let contradiction = catalog(&json!([mug("a mug"), other, mug("a cup"), mug("a mug")]));
    let Items { readable, unreadable } = items("catalog", &contradiction);
    assert_eq!(readable.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["SKU-2"]);
    let conflict = |place| Unreadable { place, error: ItemError::Conflict };
    assert_eq!(unreadable, [conflict(0), conflict(2)]);
}

#[test]
fn a_wrong_item_fails_itself_alone_and_is_named_by_its_place() {
    let long = json!({"item_id": "x".repeat(257), "description": "x"});
    let body = catalog(&json!([mug("a mug"), long, mug("  ")]));
    let Items { readable, unreadable } = items("catalog", &body);
    assert_eq!(
        readable.iter().map(|item| (item.place, item.id.as_str())).collect::<Vec<_>>(),
        [(0, "SKU-1")]
    );
    let unreadable: Vec<_> = unreadable.into_iter().map(|one| (one.place, one.error)).collect();
    assert_eq!(unreadable, [(1, ItemError::Id), (2, ItemError::EmptyDescription)]);
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
