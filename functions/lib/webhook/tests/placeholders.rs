//! What each placeholder of a template stands for. What is signed is written out here by hand, and
//! signed by HMAC alone.
#![allow(clippy::expect_used, reason = "a test may fail")]

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;
use webhook::{
    Algorithm, Delivery, Encoding, Form, HeaderAt, Key, KeyEncoding, Refusal, Scheme, Signed,
    TimeFormat, TimestampAt, Window, verify,
};

const SECRET: &str = "tidewaiter-placeholders";
const URL: &str = "https://hooks.example.com/webhook/v1/erp?shop=a%20b&n=1";
const BODY: &[u8] = br#"{"sku":1}"#;
const NOW: i64 = 1_700_000_000;

fn at(name: &'static str) -> HeaderAt {
    HeaderAt::new(HeaderName::from_static(name), "")
}

fn scheme(template: &str) -> Scheme {
    let template: webhook::Template = template.parse().expect("a template");
    let window = Window { format: TimeFormat::Seconds, tolerance_s: 300 };
    let timestamp = template.has_timestamp().then(|| TimestampAt { at: at("x-time"), window });
    let form = Form::Template(Signed {
        signature: at("x-signature"),
        separator: None,
        encoding: Encoding::Hex,
        id: template.has_id().then(|| at("x-id")),
        timestamp,
        template,
    });
    Scheme { algorithm: Algorithm::HmacSha256, key: KeyEncoding::Utf8, form }
}

/// What becomes of the delivery if its sender has signed these bytes.
fn refused(template: &str, signed: &[u8], url: &str) -> Option<Refusal> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("of any length");
    mac.update(signed);
    let signature = hex::encode(mac.finalize().into_bytes());
    let pairs = [
        ("x-signature", &*signature),
        ("x-time", "1700000000"),
        ("x-id", "m-1"),
        ("x-shop", "acme"),
    ];
    let pair = |(name, text)| {
        (HeaderName::from_static(name), HeaderValue::from_str(text).expect("a value"))
    };
    let headers: HeaderMap = pairs.map(pair).into_iter().collect();
    let key = Key::new("k", SECRET, KeyEncoding::Utf8, None).expect("long enough");
    let delivery = Delivery::post(&headers, Bytes::from_static(BODY), url);
    verify(&scheme(template), delivery, &[key], NOW).err()
}

#[test]
fn every_placeholder_stands_for_its_part_of_the_request() {
    for (template, signed) in [
        ("{body}", r#"{"sku":1}"#),
        ("v0:{timestamp}:{body}", r#"v0:1700000000:{"sku":1}"#),
        ("{id}.{body}", r#"m-1.{"sku":1}"#),
        ("{method} {body}", r#"POST {"sku":1}"#),
        ("{path}{body}", r#"/webhook/v1/erp{"sku":1}"#),
        ("{header:X-Shop}{body}", r#"acme{"sku":1}"#),
        ("{query:shop}{body}", r#"a b{"sku":1}"#),
        ("{query:n}{body}", r#"1{"sku":1}"#),
        ("{url}{body}", r#"https://hooks.example.com/webhook/v1/erp?shop=a%20b&n=1{"sku":1}"#),
        ("{body_base64}", "eyJza3UiOjF9"),
        ("{body_sha256}", "bb8eb3c22d3d120ee5b6f077689151358ae134c99f681af9370023772108647d"),
    ] {
        assert_eq!(refused(template, signed.as_bytes(), URL), None, "{template}");
    }
}

#[test]
fn what_is_signed_and_not_there_is_missing() {
    for (template, what) in
        [("{query:tenant}{body}", "signed query"), ("{header:X-Absent}{body}", "signed")]
    {
        let refused = refused(template, BODY, URL);
        assert_eq!(refused, Some(Refusal::Missing(what)), "{template}");
    }
}

#[test]
fn of_several_values_nobody_can_say_which_one_was_signed() {
    for signed in [r#"a b{"sku":1}"#, r#"c{"sku":1}"#] {
        let refused = refused("{query:shop}{body}", signed.as_bytes(), &format!("{URL}&shop=c"));
        assert_eq!(refused, Some(Refusal::Malformed("signed query")), "{signed}");
    }
}

#[test]
fn a_path_stands_between_host_and_query() {
    for (url, path) in [
        ("https://hooks.example.com", "/"),
        ("https://hooks.example.com/", "/"),
        ("https://hooks.example.com/a/b", "/a/b"),
        ("https://hooks.example.com/a?b=/c", "/a"),
    ] {
        let signed = [path.as_bytes(), BODY].concat();
        assert_eq!(refused("{path}{body}", &signed, url), None, "{url}");
    }
}
