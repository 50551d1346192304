//! The words of the file for algorithms and keys.

use webhook::{Algorithm, Encoding, KeyEncoding};

use crate::section::Section;

pub(super) const ENCODINGS: [(&str, Encoding); 2] =
    [("hex", Encoding::Hex), ("base64", Encoding::Base64)];

/// The algorithms of a family of schemes; the first one is meant where none is said.
pub(super) type Algorithms = [(&'static str, Algorithm)];

pub(super) const HMAC: [(&str, Algorithm); 2] =
    [("sha256", Algorithm::HmacSha256), ("sha512", Algorithm::HmacSha512)];

pub(super) const PUBLIC_KEY: [(&str, Algorithm); 4] = [
    ("rsa-sha256", Algorithm::RsaSha256),
    ("rsa-pss-sha512", Algorithm::RsaPssSha512),
    ("ecdsa-p256-sha256", Algorithm::EcdsaP256Sha256),
    ("ed25519", Algorithm::Ed25519),
];

pub(super) const ALL: [(&str, Algorithm); 6] = [
    ("sha256", Algorithm::HmacSha256),
    ("sha512", Algorithm::HmacSha512),
    ("rsa-sha256", Algorithm::RsaSha256),
    ("rsa-pss-sha512", Algorithm::RsaPssSha512),
    ("ecdsa-p256-sha256", Algorithm::EcdsaP256Sha256),
    ("ed25519", Algorithm::Ed25519),
];

const SECRETS: [(&str, KeyEncoding); 5] = [
    ("utf8", KeyEncoding::Utf8),
    ("nfkd", KeyEncoding::NfkdUtf8),
    ("base64", KeyEncoding::Base64),
    ("hex", KeyEncoding::Hex),
    ("whsec", KeyEncoding::Whsec),
];

/// The word of `sources.toml` for a key encoding; for a public key, which no word is needed for,
/// its kind.
pub fn key_word(encoding: KeyEncoding) -> &'static str {
    match encoding {
        KeyEncoding::Utf8 => "utf8",
        KeyEncoding::NfkdUtf8 => "nfkd",
        KeyEncoding::Base64 => "base64",
        KeyEncoding::Hex => "hex",
        KeyEncoding::Whsec => "whsec",
        KeyEncoding::Rsa => "rsa",
        KeyEncoding::P256 => "p256",
        KeyEncoding::Ed25519 => "ed25519",
    }
}

/// How signatures are made, and what is a key for that.
pub(super) fn algorithm(
    section: &mut Section<'_>,
    words: &Algorithms,
) -> Option<(Algorithm, KeyEncoding)> {
    let algorithm = match section.get("algorithm") {
        Some(found) => found.one_of(words)?,
        None => words.first()?.1,
    };
    let public = match algorithm {
        Algorithm::HmacSha256 | Algorithm::HmacSha512 => None,
        Algorithm::RsaSha256 | Algorithm::RsaPssSha512 => Some(KeyEncoding::Rsa),
        Algorithm::EcdsaP256Sha256 => Some(KeyEncoding::P256),
        Algorithm::Ed25519 => Some(KeyEncoding::Ed25519),
    };
    let key = section.get("key");
    let key = match (public, key) {
        (None, Some(found)) => found.one_of(&SECRETS)?,
        (None, None) => KeyEncoding::Utf8,
        (Some(kind), None) => kind,
        (Some(_), Some(found)) => {
            found.problem("has no effect: a public key says itself how it is written");
            return None;
        }
    };
    Some((algorithm, key))
}
