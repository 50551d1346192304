//! JSON Web Signatures.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use webhook::{Algorithm, Form, Jws, Key, KeyEncoding, Refusal, Scheme, Unsigned, sign};

use crate::{check, headers, over};

const RSA: &str = include_str!("../../../../../events/keys/rsa.pub.pem");
const ED25519: &str = include_str!("../../../../../events/keys/ed25519.pub.pem");
const ED25519_PRIVATE: &str = include_str!("../../../../../events/keys/ed25519.pem");
const RSA_PRIVATE: &str = include_str!("../../../../../events/keys/rsa.pem");

fn scheme(algorithm: Algorithm, key: KeyEncoding, place: Jws) -> Scheme {
    Scheme { algorithm, key, form: Form::Jws(place) }
}

fn detached(algorithm: Algorithm, key: KeyEncoding) -> Scheme {
    scheme(algorithm, key, Jws::Detached(http::HeaderName::from_static("x-jws")))
}

/// RFC 8037, appendix A.4.
#[test]
fn the_example_of_rfc_8037_is_what_it_says() {
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PP\
                 Ot7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let scheme = scheme(Algorithm::Ed25519, KeyEncoding::Ed25519, Jws::Body);
    let verified = check(&scheme, key, &HeaderMap::new(), (token.as_bytes(), ""), 0);
    assert_eq!(verified.expect("the RFC's own").body(), "Example of Ed25519 signing");
}

/// RFC 7515, appendix A.3; its claims ended in 2011.
#[test]
fn the_example_of_rfc_7515_is_right_until_its_end() {
    let key = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9l\
                 eGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCg\
                 fTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let scheme = scheme(Algorithm::EcdsaP256Sha256, KeyEncoding::P256, Jws::Body);
    let at = |now| check(&scheme, key, &HeaderMap::new(), (token.as_bytes(), ""), now);
    assert!(at(1_300_819_379).expect("in time").body().starts_with(b"{\"iss\":\"joe\""));
    assert!(matches!(at(1_300_819_380 + 300), Err(Refusal::OutsideWindow { .. })));
}

/// RFC 7520, figure 3.
const BILBO: &str = r#"{"kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig",
    "n": "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
    "e": "AQAB"}"#;

/// RFC 7520, section 4.1: its header names that key.
const BILBOS: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.\
    SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250b\
    yB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcm\
    UgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.\
    MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglI\
    I7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8w\
    W1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI\
    -ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg";

fn bilbos(key: &str) -> Result<(), Refusal> {
    let rsa = scheme(Algorithm::RsaSha256, KeyEncoding::Rsa, Jws::Body);
    let verified = check(&rsa, key, &HeaderMap::new(), (BILBOS.as_bytes(), ""), 0)?;
    assert!(verified.body().starts_with("It’s a dangerous business, Frodo".as_bytes()));
    Ok(())
}

#[test]
fn a_key_that_has_a_name_signs_under_no_other() {
    assert_eq!(bilbos(BILBO), Ok(()));
    assert_eq!(bilbos(&BILBO.replace(r#""kid": "bilbo.baggins@hobbiton.example", "#, "")), Ok(()));
    assert_eq!(bilbos(&BILBO.replace("bilbo", "frodo")), Err(Refusal::Mismatch));
}

/// The keys of RFC 7517, appendix A.1 (one on P-256 for encryption, and one RSA key), before the
/// one that signed.
#[test]
fn of_a_set_the_key_that_the_signature_names_is_tried() {
    let set = |keys: &[&str]| format!(r#"{{"keys": [{}]}}"#, keys.join(","));
    let others = [
        r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}"#,
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
        r#"{"kty":"oct","k":"AAAA"}"#,
    ];
    let [ec, rsa, secret] = others;
    assert_eq!(bilbos(&set(&[ec, rsa, secret, BILBO])), Ok(()));
    assert_eq!(bilbos(&set(&[ec, rsa])), Err(Refusal::Mismatch));
    let renamed = BILBO.replace("bilbo", "frodo");
    assert_eq!(bilbos(&set(&[rsa, &renamed])), Err(Refusal::Mismatch));
    for unusable in [
        set(&[]),
        set(&[ec, secret]),
        set(&[&BILBO.replace(r#""sig""#, r#""enc""#)]),
        set(&[&BILBO.replace(r#""use": "sig""#, r#""key_ops": ["encrypt"]"#)]),
    ] {
        let refused = Key::new("k", &unusable, KeyEncoding::Rsa, None);
        assert!(refused.is_err_and(|error| error.to_string().contains("JWK set")), "{unusable}");
    }
    let verifying = BILBO.replace(r#""use": "sig""#, r#""key_ops": ["verify"]"#);
    assert_eq!(bilbos(&set(&[&verifying])), Ok(()));
}

#[test]
fn nobody_chooses_by_which_algorithm_they_are_checked() {
    let body = b"{}";
    let rsa = detached(Algorithm::RsaSha256, KeyEncoding::Rsa);
    // The public key, which everybody has, taken for a secret.
    let forged = detached(Algorithm::HmacSha256, KeyEncoding::Utf8);
    let key = Key::new("forger", RSA, KeyEncoding::Utf8, None).expect("long enough");
    let unsigned = Unsigned { body, id: "", url: "", timestamp: 0 };
    let forged = sign(&forged, &unsigned, &key).headers.remove(0).1;
    let outcome = check(&rsa, RSA, &headers(&[("x-jws", &forged)]), (body, ""), 0);
    assert_eq!(outcome.err(), Some(Refusal::Mismatch));
    // No algorithm at all: {"alg":"none"}.
    let none = headers(&[("x-jws", "eyJhbGciOiJub25lIn0..")]);
    assert_eq!(check(&rsa, RSA, &none, (body, ""), 0).err(), Some(Refusal::Mismatch));
}

/// RFC 7515 §4.1.11, RFC 7797 §6. Every one of these is rightly signed.
#[test]
fn what_is_critical_and_not_known_is_refused_though_its_signature_is_right() {
    let (encoded, plain) = ("e30", "{}");
    for (header, payload, is_taken) in [
        (r#"{"alg":"EdDSA"}"#, encoded, true),
        (r#"{"alg":"EdDSA","typ":"JOSE"}"#, encoded, true),
        (r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#, plain, true),
        (r#"{"alg":"EdDSA","b64":true,"crit":["b64"]}"#, encoded, true),
        (r#"{"alg":"EdDSA","exp":1,"crit":["exp"]}"#, encoded, false),
        (r#"{"alg":"EdDSA","b64":false,"crit":["b64","exp"]}"#, plain, false),
        (r#"{"alg":"EdDSA","b64":false}"#, plain, false),
    ] {
        let ed25519 = detached(Algorithm::Ed25519, KeyEncoding::Ed25519);
        let protected = URL_SAFE_NO_PAD.encode(header);
        let signed = format!("{protected}.{payload}");
        let signature = over(signed.as_bytes(), ED25519_PRIVATE, (ed25519.algorithm, ed25519.key));
        let token = format!("{protected}..{}", URL_SAFE_NO_PAD.encode(signature));
        let outcome = check(&ed25519, ED25519, &headers(&[("x-jws", &token)]), (b"{}", ""), 0);
        let expected = if is_taken { None } else { Some(Refusal::Mismatch) };
        assert_eq!(outcome.err(), expected, "{header}");
    }
}

/// Both are rightly signed. Beside the body stands a token without its payload (RFC 7515, appendix
/// F), or whoever has a token could send any body with it.
#[test]
fn a_token_has_its_payload_where_it_is_looked_for_and_nowhere_else() {
    let token = |payload: &str| {
        let signed = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA"}"#));
        let pair = (Algorithm::Ed25519, KeyEncoding::Ed25519);
        let signature = over(signed.as_bytes(), ED25519_PRIVATE, pair);
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let malformed = Some(Refusal::Malformed("signature"));
    let beside = detached(Algorithm::Ed25519, KeyEncoding::Ed25519);
    let whole = headers(&[("x-jws", &token("e30"))]);
    assert_eq!(check(&beside, ED25519, &whole, (b"{}", ""), 0).err(), malformed);
    let body = scheme(Algorithm::Ed25519, KeyEncoding::Ed25519, Jws::Body);
    let whole = check(&body, ED25519, &HeaderMap::new(), (token("e30").as_bytes(), ""), 0);
    assert_eq!(whole.expect("as signed").body(), "{}");
    let hollow = check(&body, ED25519, &HeaderMap::new(), (token("").as_bytes(), ""), 0);
    assert_eq!(hollow.err(), malformed);
}

#[test]
fn where_the_signature_stands_is_said_of_a_token_too() {
    let body = scheme(Algorithm::Ed25519, KeyEncoding::Ed25519, Jws::Body);
    assert!(body.signature_headers().is_empty() && body.window().is_none());
    let mut beside = detached(Algorithm::Ed25519, KeyEncoding::Ed25519);
    assert_eq!(beside.signature_headers(), ["x-jws"]);
    assert!(beside.window_mut().is_none(), "a token says its end itself");
}

#[test]
fn what_is_no_token_is_refused_as_unreadable_and_none_as_missing() {
    let rsa = detached(Algorithm::RsaSha256, KeyEncoding::Rsa);
    for text in ["", "a", "a.b", "a.b.c", "a..b.c", "....", "e30..AAAA", "!..!"] {
        let refused = check(&rsa, RSA, &headers(&[("x-jws", text)]), (b"{}", ""), 0).err();
        assert_eq!(refused, Some(Refusal::Malformed("signature")), "{text}");
    }
    let missing = check(&rsa, RSA, &HeaderMap::new(), (b"{}", ""), 0).err();
    assert_eq!(missing, Some(Refusal::Missing("signature")));
    let body = scheme(Algorithm::RsaSha256, KeyEncoding::Rsa, Jws::Body);
    let empty = check(&body, RSA, &HeaderMap::new(), (b"", ""), 0).err();
    assert_eq!(empty, Some(Refusal::Missing("signature")));
    let hollow = check(&body, RSA, &HeaderMap::new(), (b"e30..AAAA", ""), 0).err();
    assert_eq!(hollow, Some(Refusal::Malformed("signature")));
}

#[test]
fn a_detached_token_is_right_for_its_own_body_alone() {
    let body = b"{}";
    let rsa = detached(Algorithm::RsaSha256, KeyEncoding::Rsa);
    let private = Key::signing("sender", RSA_PRIVATE, rsa.key, rsa.algorithm).expect("a key");
    let unsigned = Unsigned { body, id: "", url: "", timestamp: 0 };
    let token = sign(&rsa, &unsigned, &private).headers.remove(0).1;
    assert!(check(&rsa, RSA, &headers(&[("x-jws", &token)]), (body, ""), 0).is_ok());
    assert!(check(&rsa, RSA, &headers(&[("x-jws", &token)]), (b"[]", ""), 0).is_err());
}
