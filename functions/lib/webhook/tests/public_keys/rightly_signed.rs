//! Tokens and messages that are refused for what they say, though the right key signed them: what
//! a sender signs wrongly, or for somebody else.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};
use webhook::{
    Algorithm, Form, Jws, Key, KeyEncoding, MessageSignature, Refusal, Scheme, TimeFormat,
    Unsigned, Window, sign,
};

use crate::{check, headers, of_body};

const SECRET: &str = "what-both-sides-have";
const URL: &str = "https://hooks.example.com/webhook/v1/s";
const BODY: &[u8] = br#"{"a":1}"#;
const NOW: i64 = 1_700_000_000;

/// The HMAC of these bytes, by the scheme that signs a body and nothing else.
fn mac(bytes: &[u8]) -> Vec<u8> {
    let scheme = of_body(Algorithm::HmacSha256, KeyEncoding::Utf8);
    let key = Key::new("k", SECRET, KeyEncoding::Utf8, None).expect("a key");
    let unsigned = Unsigned { body: bytes, id: "", url: "", timestamp: 0 };
    hex::decode(&sign(&scheme, &unsigned, &key).headers[0].1).expect("hex")
}

/// A token in a header that signs the body.
fn detached() -> Scheme {
    let form = Form::Jws(Jws::Detached(HeaderName::from_static("x-jws")));
    Scheme { algorithm: Algorithm::HmacSha256, key: KeyEncoding::Utf8, form }
}

/// Whether a token with this header passes; its signature is right.
fn token(header: &str) -> Result<(), Refusal> {
    let header = URL_SAFE_NO_PAD.encode(header);
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(BODY));
    let signature = URL_SAFE_NO_PAD.encode(mac(signed.as_bytes()));
    let headers = headers(&[("x-jws", &format!("{header}..{signature}"))]);
    check(&detached(), SECRET, &headers, (BODY, URL), NOW).map(|_verified| ())
}

#[test]
fn a_token_that_names_another_algorithm_is_refused() {
    assert_eq!(token(r#"{"alg":"HS256"}"#), Ok(()));
    for other in ["none", "HS512", "RS256", "hs256"] {
        let refused = token(&format!(r#"{{"alg":"{other}"}}"#));
        assert_eq!(refused, Err(Refusal::Mismatch), "{other}");
    }
}

#[test]
fn a_token_with_a_critical_extension_that_is_not_read_is_refused() {
    let refused = token(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#);
    assert_eq!(refused, Err(Refusal::Mismatch));
    let not_critical = token(r#"{"alg":"HS256","b64":false}"#);
    assert_eq!(not_critical, Err(Refusal::Mismatch));
}

/// The first is as Easyship sends it: it says whom it is for, and nothing of the body.
#[test]
fn a_token_in_a_header_with_a_payload_of_its_own_is_refused() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
    for payload in [br#"{"easyship_company_id":"1"}"#.as_slice(), BODY] {
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = URL_SAFE_NO_PAD.encode(mac(signed.as_bytes()));
        let sent = headers(&[("x-jws", &format!("{signed}.{signature}"))]);
        let refused = check(&detached(), SECRET, &sent, (BODY, URL), NOW).map(|_verified| ());
        assert_eq!(refused, Err(Refusal::Malformed("signature")));
    }
}

/// What becomes of a message whose signature covers these components, under these parameters.
fn message(components: &[&str], parameters: &str) -> Result<(), Refusal> {
    let window = Window { format: TimeFormat::Seconds, tolerance_s: 300 };
    let form =
        Form::Message(MessageSignature { components: vec!["@method".into()], id: None, window });
    let scheme = Scheme { algorithm: Algorithm::HmacSha256, key: KeyEncoding::Utf8, form };
    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(BODY)));
    let quoted: Vec<_> = components.iter().map(|name| format!("\"{name}\"")).collect();
    let input = format!("({}){parameters}", quoted.join(" "));
    let value = |name: &str| if name == "@method" { "POST" } else { digest.as_str() }.to_owned();
    let lines = components.iter().map(|name| format!("\"{name}\": {}\n", value(name)));
    let base = lines.collect::<String>() + &format!("\"@signature-params\": {input}");
    let headers: HeaderMap = headers(&[
        ("content-digest", &digest),
        ("signature-input", &format!("s={input}")),
        ("signature", &format!("s=:{}:", STANDARD.encode(mac(base.as_bytes())))),
    ]);
    check(&scheme, SECRET, &headers, (BODY, URL), NOW).map(|_verified| ())
}

const COVERED: [&str; 2] = ["@method", "content-digest"];

#[test]
fn a_message_that_does_not_sign_its_digest_is_refused() {
    let created = ";created=1700000000";
    assert_eq!(message(&COVERED, created), Ok(()));
    assert_eq!(message(&["@method"], created), Err(Refusal::Mismatch));
    assert_eq!(message(&["content-digest"], created), Err(Refusal::Mismatch));
}

#[test]
fn a_message_is_refused_from_its_end_on_and_without_its_beginning() {
    let until = |end: i64| message(&COVERED, &format!(";created=1700000000;expires={end}"));
    assert_eq!(until(NOW + 1), Ok(()));
    assert!(matches!(until(NOW), Err(Refusal::OutsideWindow { .. })));
    let endless = message(&COVERED, ";expires=1700000300");
    assert_eq!(endless, Err(Refusal::Malformed("timestamp")));
}

#[test]
fn a_message_that_names_another_algorithm_is_refused() {
    let by = |algorithm| message(&COVERED, &format!(";created=1700000000;alg=\"{algorithm}\""));
    assert_eq!(by("hmac-sha256"), Ok(()));
    assert_eq!(by("ed25519"), Err(Refusal::Mismatch));
}
