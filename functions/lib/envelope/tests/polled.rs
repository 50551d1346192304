//! What is sealed of a feed's entries.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use envelope::{Envelope, Polled, Receipt, Sealing, Trace, open};
use mapping::FeedPage;
use settings::{Settings, Source};

const SOURCES: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "env:KEY"

[source.erp]
scheme = "github"
tenant = "$.account"
tenants = ["acme"]
secrets = ["env:S"]
event = { id = "$.event_id" }
version = { time = "$.at" }
feed = { base_url = "https://erp.example", path = "/events", key = "env:KEY", cursor = "opaque", next = "$.next" }
"#;

fn source() -> Source {
    Settings::parse(SOURCES).expect("good settings").sources["erp"].clone()
}

fn receipt() -> Receipt {
    Receipt {
        received_at: "2026-11-26T12:00:00Z".parse().expect("a time"),
        request_id: "r-1".to_owned(),
        trace: Trace::default(),
        labels: std::collections::BTreeMap::new(),
    }
}

fn sealings(entries: &str) -> Vec<Sealing> {
    let source = source();
    let answer = format!(r#"{{"data": [{entries}]}}"#);
    let feed = source.feed.as_ref().expect("a feed");
    let page = FeedPage::read(answer.as_bytes(), &source, feed).expect("a page");
    let seal = |entry| Polled::from(entry).seal(&source, "KEY", receipt());
    page.entries.into_iter().map(seal).collect()
}

fn opened(entry: &str) -> Envelope {
    match sealings(entry).remove(0) {
        Sealing::Sealed(sealed) => open(sealed.json()).expect("an envelope"),
        Sealing::TooLong(unstored) => open(unstored.stored().json()).expect("an envelope"),
    }
}

const GOOD: &str = r#"{"type": "product.created", "event_id": "e-1", "account": "acme"}"#;

#[test]
fn a_polled_event_has_the_key_of_its_webhook_and_says_how_it_was_found() {
    let envelope = opened(GOOD);
    assert_eq!(envelope.key(), "erp#acme#e-1");
    assert_eq!(envelope.body.bytes().as_deref(), Some(GOOD.as_bytes()));
    assert_eq!((envelope.polled, envelope.unread, envelope.secret.as_str()), (true, None, "KEY"));
}

#[test]
fn what_cannot_be_read_is_sealed_with_its_reason_under_its_content() {
    for entry in [
        r#"{"type": "product.created", "account": "acme"}"#,
        r#"{"type": "product.created", "event_id": "e-1"}"#,
        r#"{"event_id": "e-1", "account": "acme"}"#,
        r#"{"type": "t", "event_id": "a b", "account": "acme"}"#,
        r#"{"type": "t", "event_id": "e", "account": "a#b"}"#,
        "7",
    ] {
        let envelope = opened(entry);
        assert!(envelope.unread.is_some(), "{entry}");
        assert!(envelope.key().starts_with("erp#unread#unread:"), "{}", envelope.key());
        assert_eq!(envelope.body.bytes().as_deref(), Some(entry.as_bytes()));
        assert_eq!(envelope.key(), opened(entry).key(), "it is known by its content");
    }
}

#[test]
fn a_long_body_is_stored_first() {
    let long = GOOD.replace("acme\"}", &format!("acme\", \"x\": \"{}\"}}", "x".repeat(1_100_000)));
    let Sealing::TooLong(unstored) = sealings(&long).remove(0) else {
        unreachable!("it is too long")
    };
    assert_eq!(unstored.body(), long.as_bytes());
    let envelope = open(unstored.stored().json()).expect("an envelope");
    assert!(envelope.polled && envelope.key() == "erp#acme#e-1");
}
