//! Published vectors, and what makes a delivery fail.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use settings::{PRESETS, preset};
use webhook::{Delivery, Key, KeyEncoding, Refusal, Scheme, Unsigned, Verified, sign, verify};

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

/// What a sender and a receiver of this scheme have.
fn pair(scheme: &Scheme) -> (Key, Key) {
    const FILES: [(KeyEncoding, [&str; 2]); 3] = [
        (
            KeyEncoding::Rsa,
            [
                include_str!("../../../../events/keys/rsa.pem"),
                include_str!("../../../../events/keys/rsa.pub.pem"),
            ],
        ),
        (
            KeyEncoding::P256,
            [
                include_str!("../../../../events/keys/p256.pem"),
                include_str!("../../../../events/keys/p256.pub.pem"),
            ],
        ),
        (
            KeyEncoding::Ed25519,
            [
                include_str!("../../../../events/keys/ed25519.pem"),
                include_str!("../../../../events/keys/ed25519.pub.pem"),
            ],
        ),
    ];
    let files = FILES.iter().find(|(kind, _)| *kind == scheme.key).map(|(_, files)| *files);
    let secret =
        if scheme.key == KeyEncoding::Hex { "c0ffee".repeat(8) } else { SECRET.to_owned() };
    let [private, public] = files.unwrap_or([&secret; 2]);
    let sender = Key::signing("sender", private, scheme.key, scheme.algorithm);
    (sender.expect("a private key"), key(scheme, "sender", public, None))
}

fn signed_at(scheme: &Scheme, secret: &str, timestamp: i64) -> HeaderMap {
    let unsigned = Unsigned { body: BODY, id: "msg_1", url: URL, timestamp };
    headers(sign(scheme, &unsigned, &key(scheme, "sender", secret, None)))
}

fn check(scheme: &Scheme, headers: &HeaderMap, keys: &[Key]) -> Result<Verified, Refusal> {
    verify(scheme, Delivery::post(headers, Bytes::from_static(BODY), URL), keys, NOW)
}

#[test]
fn every_preset_verifies_what_it_signs_and_nothing_else() {
    for name in PRESETS {
        let scheme = preset(name).expect("a preset");
        let (sender, receiver) = pair(&scheme);
        let unsigned = Unsigned { body: BODY, id: "msg_1", url: URL, timestamp: NOW };
        let signed = headers(sign(&scheme, &unsigned, &sender));
        let keys = [receiver];
        assert!(check(&scheme, &signed, &keys).is_ok(), "{name}");

        let other = Delivery::post(&signed, Bytes::from_static(b"{}"), URL);
        assert_eq!(verify(&scheme, other, &keys, NOW).err(), Some(Refusal::Mismatch), "{name}");

        let unsigned = check(&scheme, &HeaderMap::new(), &keys).err();
        assert!(matches!(unsigned, Some(Refusal::Missing(_))), "{name}: {unsigned:?}");
    }
}

#[test]
fn a_time_too_far_either_way_is_refused_only_once_the_signature_is_right() {
    for name in ["standard-webhooks", "svix", "stripe", "slack", "paddle", "zendesk", "hubspot"] {
        let scheme = preset(name).expect("a preset");
        let keys = [key(&scheme, "sender", SECRET, None)];
        for (timestamp, inside) in
            [(NOW - 300, true), (NOW + 300, true), (NOW - 301, false), (NOW + 301, false)]
        {
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
    let scheme = preset("standard-webhooks").expect("a preset");
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
    let scheme = preset("standard-webhooks").expect("a preset");
    let mut signed = signed_at(&scheme, SECRET, NOW);
    let good = signed["webhook-signature"].to_str().expect("text").to_owned();
    let list = format!("v1a,AAAA v2,{good} {good}");
    signed.insert("webhook-signature", HeaderValue::try_from(list).expect("a value"));
    assert!(check(&scheme, &signed, &[key(&scheme, "sender", SECRET, None)]).is_ok());
}

#[test]
fn two_different_timestamps_leave_open_which_was_signed() {
    let scheme = preset("standard-webhooks").expect("a preset");
    let mut signed = signed_at(&scheme, SECRET, NOW);
    signed.append("webhook-timestamp", HeaderValue::from_static("1"));
    let refused = check(&scheme, &signed, &[key(&scheme, "sender", SECRET, None)]);
    assert_eq!(refused.err(), Some(Refusal::Malformed("timestamp")));
}

#[test]
fn a_timestamp_that_is_not_digits_is_refused() {
    let scheme = preset("slack").expect("a preset");
    let keys = [key(&scheme, "sender", SECRET, None)];
    for timestamp in [-1, i64::MIN] {
        let refused = check(&scheme, &signed_at(&scheme, SECRET, timestamp), &keys);
        assert_eq!(refused.err(), Some(Refusal::Malformed("timestamp")));
    }
}

#[test]
fn a_header_that_cannot_be_read_is_not_a_missing_one() {
    let scheme = preset("standard-webhooks").expect("a preset");
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

#[test]
fn what_was_verified_is_handed_on_as_it_was_signed() {
    let scheme = preset("standard-webhooks").expect("a preset");
    let keys = [key(&scheme, "sender", SECRET, None)];
    let verified = check(&scheme, &signed_at(&scheme, SECRET, NOW), &keys).expect("as signed");
    let expected = (Bytes::from_static(BODY), "sender".to_owned(), Some("msg_1".to_owned()));
    assert_eq!(verified.into_parts(), expected);
}

#[test]
fn a_window_that_is_set_is_the_one_that_counts() {
    for name in ["standard-webhooks", "stripe", "slack", "zendesk", "hubspot"] {
        let mut scheme = preset(name).expect("a preset");
        scheme.window_mut().expect("a time is signed").tolerance_s = 10;
        assert_eq!(scheme.window().map(|window| window.tolerance_s), Some(10), "{name}");
        let keys = [key(&scheme, "sender", SECRET, None)];
        let late = check(&scheme, &signed_at(&scheme, SECRET, NOW - 11), &keys).err();
        let expected = Refusal::OutsideWindow { off_s: 11, tolerance_s: 10 };
        assert_eq!(late, Some(expected), "{name}");
    }
    let untimed = preset("github").expect("a preset");
    assert_eq!(untimed.window(), None);
}

#[test]
fn a_signature_stands_in_the_headers_that_a_scheme_names() {
    for name in PRESETS {
        let scheme = preset(name).expect("a preset");
        let (sender, receiver) = pair(&scheme);
        let unsigned = Unsigned { body: BODY, id: "msg_1", url: URL, timestamp: NOW };
        let mut signed = headers(sign(&scheme, &unsigned, &sender));
        let named = scheme.signature_headers();
        assert!(signed.contains_key(&named[0]), "{name}: the likeliest first");
        for header in &named {
            signed.remove(header);
        }
        let refused = check(&scheme, &signed, &[receiver]).err();
        assert!(matches!(refused, Some(Refusal::Missing(_))), "{name}: {refused:?}");
    }
}
