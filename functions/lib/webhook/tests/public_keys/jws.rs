//! JSON Web Signatures.

use http::HeaderMap;
use webhook::{Algorithm, Form, Jws, Key, KeyEncoding, Refusal, Scheme, Unsigned, sign};

use crate::{check, headers};

const RSA: &str = include_str!("../../../../../events/keys/rsa.pub.pem");
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

#[test]
fn what_is_critical_and_not_known_is_refused() {
    // {"alg":"RS256","crit":["exp"]}, {"alg":"RS256","b64":false} without its being critical.
    for header in
        ["eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiZXhwIl19", "eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2V9"]
    {
        let rsa = detached(Algorithm::RsaSha256, KeyEncoding::Rsa);
        let headers = headers(&[("x-jws", &format!("{header}..AAAA"))]);
        assert_eq!(check(&rsa, RSA, &headers, (b"{}", ""), 0).err(), Some(Refusal::Mismatch));
    }
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
fn a_key_that_has_a_name_signs_under_no_other() {
    let body = b"{}";
    let rsa = detached(Algorithm::RsaSha256, KeyEncoding::Rsa);
    let private = Key::signing("sender", RSA_PRIVATE, rsa.key, rsa.algorithm).expect("a key");
    let unsigned = Unsigned { body, id: "", url: "", timestamp: 0 };
    let token = sign(&rsa, &unsigned, &private).headers.remove(0).1;
    assert!(check(&rsa, RSA, &headers(&[("x-jws", &token)]), (body, ""), 0).is_ok());
    assert!(check(&rsa, RSA, &headers(&[("x-jws", &token)]), (b"[]", ""), 0).is_err());
}
