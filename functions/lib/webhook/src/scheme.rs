//! What a sender signs, how, and where it says so.

use http::HeaderName;

use crate::{KeyEncoding, Template};

/// One sender's way of signing, as data: no scheme has code of its own.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Where the signature is.
    pub signature: SignatureAt,
    /// The hash under the HMAC.
    pub algorithm: Algorithm,
    /// The bytes that are signed.
    pub signed: Template,
    /// How the secret becomes a key.
    pub key: KeyEncoding,
    /// Where the signed time is, for senders that sign one.
    pub timestamp: Option<TimestampAt>,
    /// The headers that may hold the signed message id, the first one present counts.
    pub id: Vec<HeaderName>,
}

/// Where the signature is, and how it is written.
#[derive(Clone, Debug)]
pub struct SignatureAt {
    /// The headers that may hold it; the first one present counts.
    pub headers: Vec<HeaderName>,
    /// What stands before each signature (`sha256=`, `v1,`); elements without it are ignored.
    pub prefix: String,
    /// What stands between signatures, besides the comma that joins repeated headers.
    pub separator: Option<char>,
    /// How the MAC is written.
    pub encoding: Encoding,
}

/// Where the signed time is (Unix seconds), and how far it may be from now, either way.
#[derive(Clone, Debug)]
pub struct TimestampAt {
    /// The headers that may hold it; the first one present counts.
    pub headers: Vec<HeaderName>,
    /// What stands before it (`t=` in Stripe's header), often nothing.
    pub prefix: String,
    /// Seconds of tolerance into the past and into the future.
    pub tolerance_s: u64,
}

/// How a MAC is written in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Hexadecimal, either case.
    Hex,
    /// Standard base64, padded.
    Base64,
}

/// The hash under the HMAC (RFC 2104).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Encoding {
    /// The bytes that `text` stands for, or nothing if it is not of this encoding.
    pub(crate) fn decode(self, text: &str) -> Option<Vec<u8>> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        match self {
            Self::Hex => hex::decode(text).ok(),
            Self::Base64 => STANDARD.decode(text).ok(),
        }
    }

    /// `mac` as senders write it.
    pub(crate) fn encode(self, mac: &[u8]) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        match self {
            Self::Hex => hex::encode(mac),
            Self::Base64 => STANDARD.encode(mac),
        }
    }
}
