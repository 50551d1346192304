//! Published vectors, and what makes a delivery fail.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use webhook::{Delivery, Key, PRESETS, Refusal, Scheme, Unsigned, Verified, sign, verify};

const NOW: i64 = 1_700_000_000;
const URL: &str = "https://hooks.example.com/webhook/v1/catalog";
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const BODY: &[u8] = br#"{"event_id":"evt_1"}"#;

fn headers(pairs: impl IntoIterator<Item = (HeaderName, String)>) -> HeaderMap {
    let value = |text: String| HeaderValue::try_from(text).expect("a header value");
    pairs.into_iter().map(|(name, text)| (name, value(text))).collect()
}

fn key(scheme: &Scheme, name: &str, secret: &str, until: Option<i64>) -> Key {
    Key::new(name, secret, scheme.key, until).expect("a good secret")
}

fn signed_at(scheme: &Scheme, secret: &str, timestamp: i64) -> HeaderMap {
    let unsigned = Unsigned { body: BODY, id: "msg_1", url: URL, timestamp };
    headers(sign(scheme, &unsigned, &key(scheme, "sender", secret, None)))
}

fn check(scheme: &Scheme, headers: &HeaderMap, keys: &[Key]) -> Result<Verified, Refusal> {
    verify(scheme, Delivery { headers, body: Bytes::from_static(BODY), url: URL }, keys, NOW)
}

#[test]
fn published_vectors_verify() {
    let text = include_str!("../../../../events/vectors/signatures.json");
    let vectors: Vec<Value> = serde_json::from_str(text).expect("the vectors");
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap_or_default();
        let scheme = Scheme::preset(text("scheme")).expect("a preset");
        let pairs = vector["headers"].as_object().expect("headers").iter().map(|(name, value)| {
            (name.parse().expect("a name"), value.as_str().expect("text").to_owned())
        });
        let delivery = Delivery {
            headers: &headers(pairs),
            body: Bytes::from(text("body").to_owned()),
            url: text("url"),
        };
        let keys = [key(&scheme, "published", text("secret"), None)];
        let verified = verify(&scheme, delivery, &keys, vector["now"].as_i64().expect("a time"));
        assert_eq!(verified.map(|v| v.secret().to_owned()), Ok("published".into()), "{vector}");
    }
}

#[test]
fn every_preset_verifies_what_it_signs_and_nothing_else() {
    for name in PRESETS {
        let scheme = Scheme::preset(name).expect("a preset");
        let keys = [key(&scheme, "sender", SECRET, None)];
        let signed = signed_at(&scheme, SECRET, NOW);
        assert!(check(&scheme, &signed, &keys).is_ok(), "{name}");

        let other = Delivery { headers: &signed, body: Bytes::from_static(b"{}"), url: URL };
        assert_eq!(verify(&scheme, other, &keys, NOW).err(), Some(Refusal::Mismatch), "{name}");

        let unsigned = check(&scheme, &HeaderMap::new(), &keys).err();
        assert!(matches!(unsigned, Some(Refusal::Missing(_))), "{name}: {unsigned:?}");
    }
}

#[test]
fn a_time_too_far_either_way_is_refused_only_once_the_signature_is_right() {
    for name in ["standard-webhooks", "svix", "stripe", "slack"] {
        let scheme = Scheme::preset(name).expect("a preset");
        let keys = [key(&scheme, "sender", SECRET, None)];
        for (timestamp, inside) in [
            (NOW - 300, true),
            (NOW + 300, true),
            (NOW - 301, false),
            (NOW + 301, false),
            (i64::MAX, false),
        ] {
            let found = check(&scheme, &signed_at(&scheme, SECRET, timestamp), &keys);
            if inside {
                assert_eq!(found.expect("inside").signed_at(), Some(timestamp), "{name}");
            } else {
                assert!(matches!(found, Err(Refusal::OutsideWindow { .. })), "{name}");
            }
        }
        let strangers = [key(&scheme, "other", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", None)];
        let stale = check(&scheme, &signed_at(&scheme, SECRET, NOW - 301), &strangers);
        assert_eq!(stale.err(), Some(Refusal::Mismatch), "{name}");
    }
}

#[test]
fn in_a_rotation_either_secret_verifies_and_is_named() {
    let scheme = Scheme::preset("standard-webhooks").expect("a preset");
    let new = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let keys = [key(&scheme, "new", new, None), key(&scheme, "old", SECRET, Some(NOW + 1))];
    for (secret, name) in [(new, "new"), (SECRET, "old")] {
        let verified = check(&scheme, &signed_at(&scheme, secret, NOW), &keys).expect("live");
        assert_eq!(verified.secret(), name);
    }
    let ended = [key(&scheme, "old", SECRET, Some(NOW))];
    let refused = check(&scheme, &signed_at(&scheme, SECRET, NOW), &ended);
    assert_eq!(refused.err(), Some(Refusal::Mismatch));
}

#[test]
fn unknown_versions_beside_a_good_signature_are_ignored() {
    let scheme = Scheme::preset("standard-webhooks").expect("a preset");
    let mut signed = signed_at(&scheme, SECRET, NOW);
    let good = signed["webhook-signature"].to_str().expect("text").to_owned();
    let list = format!("v1a,AAAA v2,{good} {good}");
    signed.insert("webhook-signature", HeaderValue::try_from(list).expect("a value"));
    assert!(check(&scheme, &signed, &[key(&scheme, "sender", SECRET, None)]).is_ok());
}

#[test]
fn two_different_timestamps_leave_open_which_was_signed() {
    let scheme = Scheme::preset("standard-webhooks").expect("a preset");
    let mut signed = signed_at(&scheme, SECRET, NOW);
    signed.append("webhook-timestamp", HeaderValue::from_static("1"));
    let refused = check(&scheme, &signed, &[key(&scheme, "sender", SECRET, None)]);
    assert_eq!(refused.err(), Some(Refusal::Malformed("timestamp")));
}

#[test]
fn a_timestamp_that_is_not_digits_is_refused() {
    let scheme = Scheme::preset("slack").expect("a preset");
    let keys = [key(&scheme, "sender", SECRET, None)];
    for timestamp in [-1, i64::MIN] {
        let refused = check(&scheme, &signed_at(&scheme, SECRET, timestamp), &keys);
        assert_eq!(refused.err(), Some(Refusal::Malformed("timestamp")));
    }
}

#[test]
fn a_header_that_cannot_be_read_is_not_a_missing_one() {
    let scheme = Scheme::preset("standard-webhooks").expect("a preset");
    let keys = [key(&scheme, "sender", SECRET, None)];
    for (name, refusal) in [
        ("webhook-signature", Refusal::Mismatch),
        ("webhook-timestamp", Refusal::Malformed("timestamp")),
        ("webhook-id", Refusal::Malformed("id")),
    ] {
        for unreadable in [&b"\xff"[..], b""] {
            let mut signed = signed_at(&scheme, SECRET, NOW);
            signed.insert(name, HeaderValue::from_bytes(unreadable).expect("a value"));
            assert_eq!(check(&scheme, &signed, &keys).err(), Some(refusal), "{name}");
        }
    }
}
