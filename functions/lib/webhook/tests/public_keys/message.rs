//! HTTP message signatures. The vector of RFC 9421 that covers a body is in `events/vectors`.

use http::{HeaderMap, HeaderValue};
use webhook::{
    Algorithm, Form, Key, KeyEncoding, MessageSignature, Refusal, Scheme, TimeFormat, Unsigned,
    Window, sign,
};

use crate::check;

const PUBLIC: &str = include_str!("../../../../../events/keys/p256.pub.pem");
const PRIVATE: &str = include_str!("../../../../../events/keys/p256.pem");
const URL: &str = "https://hooks.example.com:443/webhook/v1/ucp?shop=a&b=%20c";
const BODY: &[u8] = br#"{"hello": "world"}"#;
const NOW: i64 = 1_700_000_000;

fn scheme(components: &[&str]) -> Scheme {
    let window = Window { format: TimeFormat::Seconds, tolerance_s: 300 };
    let components = components.iter().map(|name| (*name).to_owned()).collect();
    let form = Form::Message(MessageSignature { components, id: None, window });
    Scheme { algorithm: Algorithm::EcdsaP256Sha256, key: KeyEncoding::P256, form }
}

/// The same, its id in a header.
fn with_id(components: &[&str]) -> Scheme {
    let mut scheme = scheme(components);
    if let Form::Message(rule) = &mut scheme.form {
        rule.id = Some(http::HeaderName::from_static("webhook-id"));
    }
    scheme
}

const ALL: [&str; 8] = [
    "@method",
    "@target-uri",
    "@authority",
    "@scheme",
    "@request-target",
    "@path",
    "@query",
    "content-type",
];

fn signed(scheme: &Scheme, at: i64) -> HeaderMap {
    let key = Key::signing("sender", PRIVATE, scheme.key, scheme.algorithm).expect("a key");
    let unsigned = Unsigned { body: BODY, id: "msg_1", url: URL, timestamp: at };
    let pairs = sign(scheme, &unsigned, &key).into_iter();
    pairs.map(|(name, text)| (name, HeaderValue::from_str(&text).expect("a value"))).collect()
}

#[test]
fn every_component_is_covered_and_a_change_of_any_is_seen() {
    let scheme = scheme(&ALL);
    let signed = signed(&scheme, NOW);
    let outcome = check(&scheme, PUBLIC, &signed, (BODY, URL), NOW);
    assert_eq!(outcome.expect("as signed").signed_at(), Some(NOW));

    let mut other_type = signed.clone();
    other_type.insert("content-type", HeaderValue::from_static("text/plain"));
    let other_url = URL.replace("shop=a", "shop=b");
    for (headers, body, url) in
        [(&other_type, BODY, URL), (&signed, BODY, &*other_url), (&signed, &b"{}"[..], URL)]
    {
        let outcome = check(&scheme, PUBLIC, headers, (body, url), NOW);
        assert_eq!(outcome.err(), Some(Refusal::Mismatch));
    }
}

#[test]
fn a_signature_over_less_than_is_asked_for_counts_nothing() {
    let less = signed(&scheme(&["@method"]), NOW);
    let outcome = check(&scheme(&["@method", "@path"]), PUBLIC, &less, (BODY, URL), NOW);
    assert_eq!(outcome.err(), Some(Refusal::Mismatch));
    let more = signed(&scheme(&ALL), NOW);
    assert!(check(&scheme(&["@method"]), PUBLIC, &more, (BODY, URL), NOW).is_ok());
}

#[test]
fn an_id_in_a_header_is_under_the_signature_and_is_one() {
    let scheme = with_id(&["@method", "webhook-id"]);
    assert!(scheme.signs_id() && scheme.id_headers() == ["webhook-id"]);
    let good = signed(&scheme, NOW);
    let outcome = |headers: &HeaderMap| check(&scheme, PUBLIC, headers, (BODY, URL), NOW);
    assert_eq!(outcome(&good).expect("as signed").id(), Some("msg_1"));

    let mut other = good.clone();
    other.insert("webhook-id", HeaderValue::from_static("msg_2"));
    assert_eq!(outcome(&other).err(), Some(Refusal::Mismatch));
    let mut none = good.clone();
    none.remove("webhook-id");
    assert_eq!(outcome(&none).err(), Some(Refusal::Mismatch));
    // Not under the signature: whoever has captured the message could put any id beside it.
    let mut beside = signed(&self::scheme(&["@method"]), NOW);
    beside.insert("webhook-id", HeaderValue::from_static("msg_3"));
    assert_eq!(outcome(&beside).err(), Some(Refusal::Mismatch));
}

#[test]
fn two_ids_are_none_though_both_are_signed() {
    let scheme = with_id(&[]);
    let key = Key::signing("sender", PRIVATE, scheme.key, scheme.algorithm).expect("a key");
    let unsigned = Unsigned { body: BODY, id: "msg_1, msg_2", url: URL, timestamp: NOW };
    let pairs = sign(&scheme, &unsigned, &key).into_iter();
    let mut headers: HeaderMap =
        pairs.map(|(name, text)| (name, HeaderValue::from_str(&text).expect("a value"))).collect();
    // The same under the signature (RFC 9421 joins values by a comma and a space).
    headers.insert("webhook-id", HeaderValue::from_static("msg_1"));
    headers.append("webhook-id", HeaderValue::from_static("msg_2"));
    let outcome = check(&scheme, PUBLIC, &headers, (BODY, URL), NOW);
    assert_eq!(outcome.err(), Some(Refusal::Malformed("id")));
}

#[test]
fn a_digest_must_be_there_be_right_and_be_covered() {
    let scheme = scheme(&["@method"]);
    for digest in [
        "sha-256=:AAAA:",
        "md5=:AAAA:",
        "not a dictionary:",
        // Right by one algorithm, wrong by the other.
        "sha-512=:AAAA:, sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
    ] {
        let mut signed = signed(&scheme, NOW);
        signed.insert("content-digest", HeaderValue::from_static(digest));
        let outcome = check(&scheme, PUBLIC, &signed, (BODY, URL), NOW);
        assert_eq!(outcome.err(), Some(Refusal::Mismatch), "{digest}");
    }
    let mut uncovered = signed(&scheme, NOW);
    let input = HeaderValue::from_static("sig1=(\"@method\");created=1700000000");
    uncovered.insert("signature-input", input);
    let outcome = check(&scheme, PUBLIC, &uncovered, (BODY, URL), NOW);
    assert_eq!(outcome.err(), Some(Refusal::Mismatch));
}

#[test]
fn a_message_outside_its_window_or_past_its_end_is_refused_once_its_signature_is_right() {
    let scheme = scheme(&["@method"]);
    for (at, inside) in [(NOW - 300, true), (NOW - 301, false), (NOW + 301, false)] {
        let outcome = check(&scheme, PUBLIC, &signed(&scheme, at), (BODY, URL), NOW);
        match outcome {
            Ok(verified) => assert!(inside && verified.signed_at() == Some(at)),
            Err(refusal) => {
                assert!(!inside && matches!(refusal, Refusal::OutsideWindow { .. }), "{refusal}");
            }
        }
    }
    let mut forged = signed(&scheme, NOW - 301);
    let input =
        HeaderValue::from_static("sig1=(\"@method\" \"content-digest\");created=1700000000");
    forged.insert("signature-input", input);
    let outcome = check(&scheme, PUBLIC, &forged, (BODY, URL), NOW);
    assert_eq!(outcome.err(), Some(Refusal::Mismatch), "the time is signed");
}

#[test]
fn headers_that_are_not_there_are_missing_and_others_unreadable() {
    let scheme = scheme(&["@method"]);
    let outcome = check(&scheme, PUBLIC, &HeaderMap::new(), (BODY, URL), NOW);
    assert_eq!(outcome.err(), Some(Refusal::Missing("signature")));
    for name in ["signature", "signature-input"] {
        let mut broken = signed(&scheme, NOW);
        broken.insert(name, HeaderValue::from_static("sig1=("));
        let outcome = check(&scheme, PUBLIC, &broken, (BODY, URL), NOW);
        assert_eq!(outcome.err(), Some(Refusal::Malformed("signature")), "{name}");
    }
}
