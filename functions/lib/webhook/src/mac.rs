//! The MAC over a template's pieces.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

use crate::template::{Part, Template};
use crate::{Algorithm, Key};

/// What a template's placeholders stand for in one delivery.
pub(crate) struct Facts<'a> {
    pub body: &'a [u8],
    pub timestamp: &'a str,
    pub id: &'a str,
    pub url: &'a str,
}

/// The MAC of the signed bytes, fed piece by piece so that no body is copied.
pub(crate) fn mac(algorithm: Algorithm, key: &Key, signed: &Template, facts: &Facts) -> Vec<u8> {
    match algorithm {
        Algorithm::Sha256 => digest::<Hmac<Sha256>>(key, signed, facts),
        Algorithm::Sha512 => digest::<Hmac<Sha512>>(key, signed, facts),
    }
}

fn digest<M: Mac + KeyInit>(key: &Key, signed: &Template, facts: &Facts) -> Vec<u8> {
    // HMAC takes keys of any length (RFC 2104 §3): no length is an error, and no MAC matches none.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key.bytes()) else {
        return Vec::new();
    };
    for part in signed.parts() {
        mac.update(bytes_of(part, facts));
    }
    mac.finalize().into_bytes().to_vec()
}

fn bytes_of<'a>(part: &'a Part, facts: &Facts<'a>) -> &'a [u8] {
    match part {
        Part::Literal(text) => text.as_bytes(),
        Part::Body => facts.body,
        Part::Timestamp => facts.timestamp.as_bytes(),
        Part::Id => facts.id.as_bytes(),
        Part::Url => facts.url.as_bytes(),
    }
}
