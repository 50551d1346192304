//! Whether a key made a signature.

use std::borrow::Cow;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::key::Material;
use crate::{Algorithm, Key};

/// Whether `key` made one of `signatures` over these pieces, one after the other. A MAC is compared
/// in constant time; a key of another kind than the algorithm's has made nothing, nor has a public
/// key with another name than the one that the signature gives its key.
pub(crate) fn made_by(
    algorithm: Algorithm,
    (key, named): (&Key, Option<&str>),
    pieces: &[Cow<'_, [u8]>],
    signatures: &[Vec<u8>],
) -> bool {
    match key.material() {
        Material::Secret(secret) => {
            let expected = mac(algorithm, secret, pieces);
            !expected.is_empty() && signatures.iter().any(|given| given.ct_eq(&expected).into())
        }
        Material::Public(public) => {
            let message = joined(pieces);
            signatures.iter().any(|given| public.verifies(algorithm, named, &message, given))
        }
        Material::Private(_) => false,
    }
}

/// The MAC of the pieces, fed one by one so that no body is copied; empty where the algorithm has
/// none.
pub(crate) fn mac(algorithm: Algorithm, secret: &[u8], pieces: &[Cow<'_, [u8]>]) -> Vec<u8> {
    match algorithm {
        Algorithm::HmacSha256 => digest::<Hmac<Sha256>>(secret, pieces),
        Algorithm::HmacSha512 => digest::<Hmac<Sha512>>(secret, pieces),
        Algorithm::RsaSha256
        | Algorithm::RsaPssSha512
        | Algorithm::EcdsaP256Sha256
        | Algorithm::Ed25519 => Vec::new(),
    }
}

fn digest<M: Mac + KeyInit>(secret: &[u8], pieces: &[Cow<'_, [u8]>]) -> Vec<u8> {
    // HMAC takes keys of any length (RFC 2104 §3): no length is an error, and no MAC matches none.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret) else {
        return Vec::new();
    };
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes().to_vec()
}

/// What is signed, in one place, as public-key signatures want it.
pub(crate) fn joined<'p>(pieces: &'p [Cow<'_, [u8]>]) -> Cow<'p, [u8]> {
    match pieces {
        [only] => Cow::Borrowed(only),
        several => Cow::Owned(several.concat()),
    }
}
