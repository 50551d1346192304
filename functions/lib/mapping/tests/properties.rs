//! What holds for every version and every digest.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use mapping::{Digest, Document, Identity, Items, NotWellFormed, Reading, Version, Work};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use settings::{Settings, Source, SourceName, Tenant};

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
tenants = ["acme"]
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

/// Stands for half a character, which no text of Rust holds.
const HALF: &str = "\u{e000}";

/// JSON of the names that sources look for, or nearly JSON: with half a character in some texts,
/// with a byte order mark, with a few bytes changed.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,4}".prop_map(Value::from),
        "[a\u{e000}]{0,3}".prop_map(Value::from),
    ];
    let name = prop::sample::select(
        &["id", "type", "data", "account", "event_id", "challenge", "\u{e9}\n", "x", HALF][..],
    );
    let tree = scalar.prop_recursive(4, 24, 4, move |inner| {
        let members = vec((name.clone(), inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members| members.into_iter().collect()),
        ]
    });
    let changes = vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (tree, any::<bool>(), changes).prop_map(|(tree, marked, changes)| {
        let mark = if marked { "\u{feff}" } else { "" };
        let text = format!("{mark}{}", tree.to_string().replace(HALF, "\\ud83d"));
        let mut bytes = text.into_bytes();
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
fn content(event: &Value) -> Option<((String, Items), Digest)> {
    let kind = event["type"].as_str().expect("a type").to_owned();
    let document = Document::parse(event.to_string().as_bytes()).expect("JSON");
    let tenant = Tenant::try_from("acme".to_owned()).expect("a tenant");
    let now = "2026-03-05T12:00:00Z".parse().expect("a time");
    let reading = Reading { tenant: &tenant, event_type: &kind, now };
    match document.work(&CATALOG, reading, event.to_string().as_bytes()) {
        Ok(Work::Classify { items, digest }) if items.unreadable.is_empty() => {
            Some(((kind, items), digest))
        }
        Ok(_) | Err(_) => None,
    }
}

fn items(source: &str, body: &Value) -> Items {
    let tenant = Tenant::try_from("acme".to_owned()).expect("a tenant");
    let body = body.to_string();
    let document = Document::parse(body.as_bytes()).expect("JSON");
    let event_type = document.event_type(&SOURCES[source]).expect("a type");
    let reading = Reading { tenant: &tenant, event_type: &event_type, now: Timestamp::MAX };
    match document.work(&SOURCES[source], reading, body.as_bytes()) {
        Ok(Work::Classify { items, .. }) => items,
        other => unreachable!("items: {other:?}"),
    }
}

/// The version of a warehouse's line of goods that occurred then.
fn version_of(occurred_at: &Value) -> Option<Version> {
    let line = json!({"sku": "A", "description": "bolt"});
    let body = json!({"type": "goods.received", "occurred_at": occurred_at, "lines": [line]});
    items("warehouse", &body).readable.first().and_then(|item| item.version)
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
    fn half_a_character_and_a_byte_order_mark_cost_no_body(text in "[a-z\u{e000}\u{1f60a}]{1,6}") {
        let body = json!({"type": "ping", "id": text}).to_string();
        let sent = format!("\u{feff}{}", body.replace(HALF, "\\udc00"));
        let read = Document::parse(sent.as_bytes()).expect("JSON");
        prop_assert_eq!(&read.root()["id"], &json!(text.replace(HALF, "\u{fffd}")));
    }

    #[test]
    fn every_instant_is_read_back_from_each_of_its_writings(time in time(), hours in -12..=14_i8) {
        let offset = jiff::tz::offset(hours);
        let local = offset.to_datetime(time);
        prop_assume!((0..=9999).contains(&local.year()));
        let writings = [
            time.to_string(),
            time.display_with_offset(offset).to_string(),
            time.strftime("%Y-%m-%d %H:%M:%S%.9f").to_string(),
            time.strftime("%Y%m%dT%H%M%S%.9fZ").to_string(),
            time.strftime("%Y%m%d%H%M%S%.9f").to_string(),
        ];
        for text in writings {
            prop_assert_eq!(version_of(&json!(text)), Some(Version::Time(time)), "{}", text);
        }
    }

    #[test]
    fn every_whole_number_is_a_sequence_and_keeps_its_digits(
        number in any::<u64>(),
        zeros in 0..9_usize,
    ) {
        for written in [json!(number), json!(format!("{}{number}", "0".repeat(zeros)))] {
            let body = json!({"type": "article.released", "articles": [
                {"sku": number, "name": "bolt", "revision": written},
            ]});
            let Items { readable, .. } = items("erp", &body);
            prop_assert_eq!(&readable[0].id, &number.to_string());
            prop_assert_eq!(readable[0].version, Some(Version::Sequence(number)));
        }
    }

    #[test]
    fn texts_of_sequences_sort_as_the_numbers_do(one in any::<u64>(), other in any::<u64>()) {
        let texts = [one, other].map(|number| Version::Sequence(number).sortable());
        prop_assert_eq!(texts[0].cmp(&texts[1]), one.cmp(&other));
    }

    #[test]
    fn texts_of_times_sort_as_the_times_do((one, other) in two_times()) {
        let texts = [one, other].map(|time| Version::Time(time).sortable());
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
