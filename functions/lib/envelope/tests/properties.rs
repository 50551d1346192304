//! What holds for every body on its way through the queue.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use envelope::{Body, MAX_MESSAGE_BYTES, Receipt, Sealed, Sealing, Trace, open, read};
use http::{HeaderMap, HeaderValue};
use proptest::collection::vec;
use proptest::prelude::*;
use settings::{Settings, Source};
use webhook::{Delivery, Key, Unsigned, Verified, sign, verify};

/// Everything beside the body: names and ids, as long as the catalogue's may be.
const REST: usize = 2048;

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// A Shopify shop: its type is fixed, so any JSON or XML is an event of it.
static STOREFRONT: LazyLock<Source> = LazyLock::new(|| {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources["storefront"].clone()
});

fn verified(source: &Source, body: Vec<u8>) -> Verified {
    let key = Key::new("sender", "tidewaiter-sample-secret", source.scheme.key, None);
    let key = key.expect("a good secret");
    let unsigned = Unsigned { body: &body, id: "", url: "", timestamp: 0 };
    let pairs = sign(&source.scheme, &unsigned, &key).into_iter();
    let value = |text| HeaderValue::try_from(text).expect("a header value");
    let headers: HeaderMap = pairs.map(|(name, text)| (name, value(text))).collect();
    let delivery = Delivery::post(&headers, body.into(), "");
    verify(&source.scheme, delivery, &[key], 0).expect("rightly signed")
}

fn sealing(body: &[u8]) -> Sealing {
    let source = &*STOREFRONT;
    let receipt = Receipt {
        received_at: "2026-03-01T12:00:00Z".parse().expect("a time"),
        request_id: "request-1".into(),
        trace: Trace::default(),
        labels: BTreeMap::new(),
    };
    let read = read(verified(source, body.to_vec()), source, jiff::Timestamp::UNIX_EPOCH)
        .expect("well formed");
    read.seal(source, receipt).expect("an event")
}

fn seal(body: &[u8]) -> Sealed {
    match sealing(body) {
        Sealing::Sealed(sealed) => sealed,
        Sealing::TooLong(_) => unreachable!("it fits the queue"),
    }
}

/// JSON and XML of any text, and of what JSON writes at length when it is quoted again.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = vec(any::<String>(), 0..20)
        .prop_map(|texts| serde_json::to_vec_pretty(&texts).expect("JSON"));
    let quotes = (0..2000_usize).prop_map(|count| {
        let strings = vec![r#""\\\"\n""#; count].join(",\n\t");
        format!("[{strings}]").into_bytes()
    });
    let xml = "[^<&\\]]{0,300}".prop_map(|text| format!("<a>{text}</a>").into_bytes());
    prop_oneof![json, quotes, xml]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_body_comes_out_of_the_queue_byte_for_byte(body in body()) {
        let sealed = seal(&body);
        let opened = open(sealed.json()).expect("an envelope");
        prop_assert_eq!(opened.body.bytes(), Some(body));
        prop_assert_eq!(&opened, sealed.envelope());
    }

    #[test]
    fn an_envelope_is_at_most_a_third_longer_than_its_body(body in body()) {
        let most = body.len().div_ceil(3) * 4 + REST;
        prop_assert!(seal(&body).json().len() <= most);
    }
}

#[test]
fn a_body_is_stored_only_when_its_message_would_be_too_long_and_then_the_message_is_short() {
    for length in (MAX_MESSAGE_BYTES - REST..MAX_MESSAGE_BYTES).step_by(256) {
        let body = format!("\"{}\"", "a".repeat(length)).into_bytes();
        match sealing(&body) {
            Sealing::Sealed(sealed) => assert!(sealed.json().len() <= MAX_MESSAGE_BYTES),
            Sealing::TooLong(unstored) => {
                assert_eq!(unstored.body(), &body);
                let key = unstored.key().to_owned();
                let opened = open(unstored.stored().json()).expect("an envelope");
                let Body::Stored(stored) = opened.body else { unreachable!("stored") };
                assert_eq!((stored.key, stored.bytes), (key, body.len()));
            }
        }
    }
}
