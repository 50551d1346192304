//! HTTP message signatures (RFC 9421), over a digest of the body (RFC 9530).

mod base;
mod digest;
mod names;
mod sign;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};
use sfv::{BareItem, Dictionary, InnerList, ListEntry, Parser};

use crate::delivery::{Delivery, Refusal};
use crate::proof::made_by;
use crate::scheme::MessageSignature;
use crate::verified::Verified;
use crate::{Algorithm, Key, Scheme};

pub use digest::matches as digest_matches;
pub(crate) use names::{SIGNATURE, SIGNATURE_INPUT};
pub(crate) use sign::sign;

use names::CONTENT_DIGEST;

/// How many signatures of one message are tried.
const MAX_SIGNATURES: usize = 16;

/// Checks a message's signatures: one of them has to cover what the scheme asks for and the body's
/// digest, by a live key, inside the window.
pub(crate) fn verify(
    scheme: &Scheme,
    rule: &MessageSignature,
    delivery: &Delivery<'_>,
    keys: &[&Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let inputs = dictionary(delivery.headers, &SIGNATURE_INPUT)?;
    let signatures = dictionary(delivery.headers, &SIGNATURE)?;
    let mut outcome = Err(Refusal::Mismatch);
    for (label, input) in inputs.iter().take(MAX_SIGNATURES) {
        let signature = signatures.get(label).and_then(bytes);
        let (ListEntry::InnerList(input), Some(signature)) = (input, signature) else { continue };
        let Some(key) = signer(scheme, rule, delivery, (input, signature), keys) else { continue };
        let timed = inside_window(rule, input, now);
        match timed {
            Ok(at) => {
                let id = rule.id.as_ref().map(|name| only(delivery.headers, name)).transpose()?;
                return Ok(Verified::new(delivery.body.clone(), key, Some(at)).with_id(id));
            }
            Err(refusal) => outcome = Err(refusal),
        }
    }
    outcome
}

/// The one value of the id's header: it is signed, so it is there.
fn only(headers: &HeaderMap, name: &HeaderName) -> Result<String, Refusal> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    let text = first.filter(|_| second.is_none()).and_then(|value| value.to_str().ok());
    text.map(|text| text.trim().to_owned()).ok_or(Refusal::Malformed("id"))
}

/// The key that made one signature over all that must be covered.
fn signer<'k>(
    scheme: &Scheme,
    rule: &MessageSignature,
    delivery: &Delivery<'_>,
    (input, signature): (&InnerList, &[u8]),
    keys: &[&'k Key],
) -> Option<&'k Key> {
    let text = |name: &str| input.params.get(name).and_then(BareItem::as_string);
    let algorithm = text("alg").map(sfv::StringRef::as_str);
    let wanted = rule.components.iter().map(String::as_str);
    let mut wanted = wanted.chain(rule.id.as_ref().map(HeaderName::as_str));
    let covers_all = wanted.all(|wanted| covers(input, wanted));
    let covers_body = covers(input, CONTENT_DIGEST.as_str());
    if !covers_all
        || !covers_body
        || algorithm.is_some_and(|alg| Some(alg) != name(scheme.algorithm))
    {
        return None;
    }
    digest::matches(delivery.headers, &delivery.body).then_some(())?;
    let base = [Cow::Owned(base::of(input, delivery)?.into_bytes())];
    let signatures = [signature.to_vec()];
    let keyid = text("keyid").map(sfv::StringRef::as_str);
    let made = |key: &&&Key| made_by(scheme.algorithm, (key, keyid), &base, &signatures);
    keys.iter().find(made).copied()
}

fn covers(input: &InnerList, wanted: &str) -> bool {
    let is_wanted = |item: &sfv::Item| {
        item.params.is_empty()
            && item.bare_item.as_string().is_some_and(|name| name.as_str() == wanted)
    };
    input.items.iter().any(is_wanted)
}

/// The time of signing, if it and the end that the sender set leave the message valid now.
fn inside_window(rule: &MessageSignature, input: &InnerList, now: i64) -> Result<i64, Refusal> {
    let time = |name: &str| input.params.get(name).and_then(BareItem::as_integer).map(i64::from);
    let created = time("created").ok_or(Refusal::Malformed("timestamp"))?;
    let at = rule.window.check_seconds(created, now)?;
    match time("expires") {
        Some(end) if end <= now => {
            Err(Refusal::OutsideWindow { off_s: now.abs_diff(end), tolerance_s: 0 })
        }
        Some(_) | None => Ok(at),
    }
}

/// A dictionary (RFC 9651) of all the header's values together.
fn dictionary(headers: &HeaderMap, name: &HeaderName) -> Result<Dictionary, Refusal> {
    let value = base::field(headers, name).ok_or(Refusal::Missing("signature"))?;
    Parser::new(&value).parse().map_err(|_| Refusal::Malformed("signature"))
}

fn bytes(entry: &ListEntry) -> Option<&[u8]> {
    match entry {
        ListEntry::Item(item) => item.bare_item.as_byte_sequence(),
        ListEntry::InnerList(_) => None,
    }
}

/// RFC 9421 §6.2.2.
fn name(algorithm: Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::HmacSha256 => Some("hmac-sha256"),
        Algorithm::RsaSha256 => Some("rsa-v1_5-sha256"),
        Algorithm::RsaPssSha512 => Some("rsa-pss-sha512"),
        Algorithm::EcdsaP256Sha256 => Some("ecdsa-p256-sha256"),
        Algorithm::Ed25519 => Some("ed25519"),
        Algorithm::HmacSha512 => None,
    }
}
