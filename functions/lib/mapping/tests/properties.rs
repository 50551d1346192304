//! What holds for every version and every digest.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use mapping::{Digest, Document, Identity, Item, NotWellFormed, Version, Work};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use settings::{Settings, Source, SourceName};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

static CATALOG: LazyLock<Source> = LazyLock::new(|| {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources["catalog"].clone()
});

/// One of each way to say where things are: at the top, deeper, anywhere, and a handshake.
static SOURCES: LazyLock<BTreeMap<SourceName, Source>> = LazyLock::new(|| {
    let text = include_str!("../../../../infra/sources.toml");
    let anywhere = r#"
[source.anywhere]
scheme = "slack"
tenant = "$..account"
secrets = ["env:S"]
event = { id = "$['data','id']", type = "$.data[?$.type]" }
"#;
    Settings::parse(&format!("{text}{anywhere}")).expect("good sources").sources
});

/// What the door asks of a body.
type Known = Result<(Option<String>, Result<Identity, NotWellFormed>), NotWellFormed>;

fn known(document: Result<Document, NotWellFormed>, source: &Source, body: &[u8]) -> Known {
    let document = document?;
    Ok((
        document.challenge(source),
        document.identify(source, Some("msg_1"), body, Timestamp::UNIX_EPOCH),
    ))
}

/// JSON of the names that sources look for, or nearly JSON: a few bytes are changed.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,4}".prop_map(Value::from),
    ];
    let name = prop::sample::select(
        &["id", "type", "data", "account", "event_id", "challenge", "\u{e9}\n", "x"][..],
    );
    let tree = scalar.prop_recursive(4, 24, 4, move |inner| {
        let members = vec((name.clone(), inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members| members.into_iter().collect()),
        ]
    });
    (tree, vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)).prop_map(|(tree, changes)| {
        let mut bytes = tree.to_string().into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes
    })
}

/// Any instant of the years 0000 to 9999, to the nanosecond.
fn time() -> impl Strategy<Value = Timestamp> {
    let first: Timestamp = "0000-01-01T00:00:00Z".parse().expect("a time");
    (first.as_nanosecond()..=Timestamp::MAX.as_nanosecond())
        .prop_map(|nanosecond| Timestamp::from_nanosecond(nanosecond).expect("in range"))
}

/// A time and another one that may be equal, or a nanosecond, or centuries away.
fn two_times() -> impl Strategy<Value = (Timestamp, Timestamp)> {
    let near = (time(), -2_i64..=2).prop_map(|(one, off)| {
        let other = one.checked_add(jiff::SignedDuration::from_nanos(off));
        (one, other.unwrap_or(one))
    });
    prop_oneof![near, (time(), time())]
}

/// Events of few letters, so that two of them are often alike, or differ in little.
fn event() -> impl Strategy<Value = Value> {
    let text = "[ab]{1,2}";
    let country = prop::option::of("[AB]{0,2}");
    let event_type = prop::sample::select(&["product.created", "product.updated"][..]);
    (event_type, 0..2_u32, vec((text, text, country), 1..=2)).prop_map(|(kind, day, items)| {
        let item = |(id, description, country): (String, String, Option<String>)| {
            json!({"item_id": id, "description": description, "country_of_origin": country})
        };
        let items: Vec<_> = items.into_iter().map(item).collect();
        let timestamp = format!("2026-03-0{}T12:00:00Z", day + 1);
        json!({"type": kind, "timestamp": timestamp, "data": {"items": items}})
    })
}

/// What an event says, and the digest of it; nothing where it contradicts itself.
fn content(event: &Value) -> Option<((String, Vec<Item>), Digest)> {
    let kind = event["type"].as_str().expect("a type").to_owned();
    let document = Document::parse(event.to_string().as_bytes()).expect("JSON");
    match document.work(&CATALOG, &kind, event.to_string().as_bytes()) {
        Ok(Work::Classify { items, digest }) => Some(((kind, items), digest)),
        Ok(_) | Err(_) => None,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sketch_says_what_the_whole_document_says(body in nearly_json()) {
        for source in SOURCES.values() {
            let whole = known(Document::parse(&body), source, &body);
            prop_assert_eq!(known(Document::sketch(&body, source), source, &body), whole);
        }
    }


    #[test]
    fn texts_of_sequences_sort_as_the_numbers_do(one in any::<u64>(), other in any::<u64>()) {
        let texts = [one, other].map(|number| Version::Sequence(number).to_string());
        prop_assert_eq!(texts[0].cmp(&texts[1]), one.cmp(&other));
    }

    #[test]
    fn texts_of_times_sort_as_the_times_do((one, other) in two_times()) {
        let texts = [one, other].map(|time| Version::Time(time).to_string());
        prop_assert_eq!(texts[0].cmp(&texts[1]), one.cmp(&other));
    }

    #[test]
    fn digests_differ_iff_what_is_said_differs(one in event(), other in event()) {
        if let (Some((one, first)), Some((other, second))) = (content(&one), content(&other)) {
            prop_assert_eq!(first == second, one == other);
        }
    }

    #[test]
    fn what_is_not_mapped_changes_no_digest(event in event(), attempt in any::<u32>()) {
        let mut again = event.clone();
        again["attempt"] = attempt.into();
        again["data"]["items"][0]["sent_by"] = attempt.into();
        prop_assert_eq!(content(&event), content(&again));
    }
}
