//! How public keys are written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use webhook::{Algorithm, Key, KeyEncoding, KeyError, Refusal};

fn read(text: &str, kind: KeyEncoding) -> Result<(), KeyError> {
    Key::new("k", text, kind, None).map(|_| ())
}

const RSA: &str = include_str!("../../../../../events/keys/rsa.pub.pem");
const P256: &str = include_str!("../../../../../events/keys/p256.pub.pem");
const ED25519: &str = include_str!("../../../../../events/keys/ed25519.pub.pem");

#[test]
fn a_key_is_taken_for_its_own_kind_and_no_other() {
    let files =
        [(RSA, KeyEncoding::Rsa), (P256, KeyEncoding::P256), (ED25519, KeyEncoding::Ed25519)];
    for (text, own) in files {
        for (_, kind) in files {
            let outcome = read(text, kind);
            assert_eq!(outcome.is_ok(), kind == own, "{kind:?}: {outcome:?}");
            assert!(matches!(outcome, Ok(()) | Err(KeyError::Public(_))));
        }
    }
}

#[test]
fn lines_may_be_broken_anywhere() {
    let (armor, inner) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
    let der = ED25519.replace(armor, "").replace(inner, "").replace('\n', "");
    for pem in [
        format!("{armor}{der}{inner}"),
        format!("{armor}\r\n{}\r\n{}\r\n{inner}\r\n\r\n", &der[..7], &der[7..]),
    ] {
        assert_eq!(read(&pem, KeyEncoding::Ed25519), Ok(()));
    }
}

/// RFC 8017, appendix A.1.1: what stands in the bit string of a `PUBLIC KEY`, behind 24 bytes that
/// say that it is one of RSA.
#[test]
fn an_rsa_key_may_stand_alone() {
    let inner =
        RSA.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "");
    let der = STANDARD.decode(inner.replace('\n', "")).expect("base64");
    let alone = STANDARD.encode(&der[24..]);
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{alone}\n-----END RSA PUBLIC KEY-----\n");
    let private = include_str!("../../../../../events/keys/rsa.pem");
    let kind = (Algorithm::RsaSha256, KeyEncoding::Rsa);
    let signature = hex::encode(crate::over(b"{}", private, kind));
    let headers = crate::headers(&[("x-signature", &signature)]);
    let scheme = crate::of_body(kind.0, kind.1);
    assert!(crate::check(&scheme, &pem, &headers, (b"{}", ""), 0).is_ok());
}

/// A key of another kind than the algorithm's has made nothing.
#[test]
fn a_private_key_that_is_kept_as_a_plain_secret_is_one() {
    let private = include_str!("../../../../../events/keys/rsa.pem");
    let signature = crate::over(b"{}", private, (Algorithm::RsaSha256, KeyEncoding::Rsa));
    let headers = crate::headers(&[("x-signature", &hex::encode(signature))]);
    let scheme = crate::of_body(Algorithm::RsaSha256, KeyEncoding::Utf8);
    let key = Key::verifying("k", private, scheme.key, scheme.algorithm).expect("a text");
    let delivery = webhook::Delivery::post(&headers, bytes::Bytes::from_static(b"{}"), "");
    assert_eq!(webhook::verify(&scheme, delivery, &[key], 0).err(), Some(Refusal::Mismatch));
}

#[test]
fn what_is_no_public_key_is_refused_and_said_to_be_what_it_is() {
    let private = include_str!("../../../../../events/keys/ed25519.pem");
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    let cases = [
        (private, "private key"),
        (certificate, "certificate"),
        ("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----", "holds no public key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "cannot be read"),
        ("-----BEGIN PUBLIC KEY-----", "not PEM"),
        ("{\"kty\":\"oct\",\"k\":\"AAAA\"}", "JWK"),
        ("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}", "JWK"),
        // A key for agreeing on keys (RFC 8037 §3.2), as long as one for signatures.
        (
            "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
            "JWK",
        ),
        ("hunter2", "neither PEM nor JWK"),
        ("", "cannot be read"),
    ];
    for (text, part) in cases {
        let said = read(text, KeyEncoding::Ed25519).expect_err(part).to_string();
        assert!(said.contains(part) && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_private_key_signs_and_verifies_nothing() {
    let private = include_str!("../../../../../events/keys/rsa.pem");
    let key = Key::signing("k", private, KeyEncoding::Rsa, Algorithm::RsaSha256).expect("a key");
    let scheme = crate::of_body(Algorithm::RsaSha256, KeyEncoding::Rsa);
    let unsigned = webhook::Unsigned { body: b"{}", id: "", url: "", timestamp: 0 };
    let signed = webhook::sign(&scheme, &unsigned, &key).into_iter();
    let headers = signed.map(|(name, text)| (name, text.parse().expect("a value"))).collect();
    let delivery = webhook::Delivery::post(&headers, bytes::Bytes::from_static(b"{}"), "");
    assert!(webhook::verify(&scheme, delivery, &[key], 0).is_err());
    assert!(Key::signing("k", RSA, KeyEncoding::Rsa, Algorithm::RsaSha256).is_err());
}

#[test]
fn either_half_of_a_pair_verifies_for_people_who_look_into_a_delivery() {
    let pairs = [
        (include_str!("../../../../../events/keys/rsa.pem"), RSA, Algorithm::RsaSha256),
        (include_str!("../../../../../events/keys/p256.pem"), P256, Algorithm::EcdsaP256Sha256),
        (include_str!("../../../../../events/keys/ed25519.pem"), ED25519, Algorithm::Ed25519),
    ];
    let kinds = [KeyEncoding::Rsa, KeyEncoding::P256, KeyEncoding::Ed25519];
    for ((private, public, algorithm), kind) in pairs.into_iter().zip(kinds) {
        let scheme = crate::of_body(algorithm, kind);
        let sender = Key::signing("k", private, kind, algorithm).expect("a private key");
        let unsigned = webhook::Unsigned { body: b"{}", id: "", url: "", timestamp: 0 };
        let signed = webhook::sign(&scheme, &unsigned, &sender).into_iter();
        let headers = signed.map(|(name, text)| (name, text.parse().expect("a value"))).collect();
        for half in [private, public] {
            let key = Key::verifying("k", half, kind, algorithm).expect("a key");
            let delivery = webhook::Delivery::post(&headers, bytes::Bytes::from_static(b"{}"), "");
            assert!(webhook::verify(&scheme, delivery, &[key], 0).is_ok(), "{algorithm:?}");
        }
    }
}
