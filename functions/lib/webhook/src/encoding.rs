//! How signatures are written in headers, and how they are made.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How a signature is written in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Hexadecimal, either case.
    Hex,
    /// Standard base64, padded.
    Base64,
}

/// How a signature is made and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA-256 (RFC 2104).
    HmacSha256,
    /// HMAC-SHA-512.
    HmacSha512,
    /// RSA, PKCS #1 v1.5 with SHA-256 (RFC 8017), keys of 2048 to 8192 bits.
    RsaSha256,
    /// RSA, PSS with SHA-512, as HTTP message signatures have it.
    RsaPssSha512,
    /// ECDSA on P-256 with SHA-256, its signature in ASN.1 or as the two numbers (RFC 7518 §3.4).
    EcdsaP256Sha256,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl Encoding {
    /// The bytes that `text` stands for, or nothing if it is not of this encoding.
    pub(crate) fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => hex::decode(text).ok(),
            Self::Base64 => STANDARD.decode(text).ok(),
        }
    }

    /// The signature as senders write it.
    pub(crate) fn encode(self, signature: &[u8]) -> String {
        match self {
            Self::Hex => hex::encode(signature),
            Self::Base64 => STANDARD.encode(signature),
        }
    }
}
