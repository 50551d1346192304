//! From a delivery that anyone could have sent to one that only the sender could.

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::candidates::{elements, values};
use crate::mac::{Facts, mac};
use crate::{Key, Scheme, TimestampAt};

/// How many signatures of one header are tried: rotations need two, an attack is no reason to
/// compare without end.
const MAX_SIGNATURES: usize = 16;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    /// All headers, names in lower case.
    pub headers: &'a HeaderMap,
    /// The raw body, byte for byte.
    pub body: Bytes,
    /// The URL that the sender called, for schemes that sign it.
    pub url: &'a str,
}

/// A delivery whose signature was checked. Only [`verify`] makes one, so whoever holds one may
/// parse, seal and enqueue it.
#[derive(Clone, Debug)]
pub struct Verified {
    body: Bytes,
    secret: String,
    id: Option<String>,
    signed_at: Option<i64>,
}

impl Verified {
    /// The bytes that were signed.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The name of the secret that matched.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The message id, if the signature covers one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The time of signing (Unix seconds), if the signature covers one.
    pub fn signed_at(&self) -> Option<i64> {
        self.signed_at
    }
}

/// Why a delivery is refused. The sender is told less: see the door's answers.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// A header that the scheme needs is not there.
    #[error("the {0} header is missing")]
    Missing(&'static str),
    /// A header that the scheme signs cannot be read, or says two things.
    #[error("the {0} header is not readable")]
    Malformed(&'static str),
    /// No live secret makes any of the signatures.
    #[error("no signature matches any live secret")]
    Mismatch,
    /// Rightly signed, but too long ago, or in the future.
    #[error("signed {off_s} s away from now, tolerance {tolerance_s} s")]
    OutsideWindow {
        /// Seconds between the signed time and now.
        off_s: u64,
        /// Seconds allowed.
        tolerance_s: u64,
    },
}

/// Checks `delivery` against every live key; `now` is Unix seconds.
///
/// The signature comes first and the window second, so that a stranger's guess about the clock
/// is answered like any other wrong signature.
pub fn verify(
    scheme: &Scheme,
    delivery: Delivery<'_>,
    keys: &[Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let timestamp = timestamp_text(scheme, delivery.headers)?;
    let id = id_text(scheme, delivery.headers)?;
    let signatures = signatures(scheme, delivery.headers)?;
    let facts = Facts {
        body: &delivery.body,
        timestamp: timestamp.unwrap_or_default(),
        id: id.unwrap_or_default(),
        url: delivery.url,
    };
    let key = matching(scheme, &facts, keys, &signatures, now).ok_or(Refusal::Mismatch)?;
    let signed_at = timestamp.map(seconds).transpose()?;
    if let (Some(at), Some(rule)) = (signed_at, &scheme.timestamp) {
        inside_window(at, rule, now)?;
    }
    Ok(Verified {
        secret: key.name().to_owned(),
        id: id.map(str::to_owned),
        signed_at,
        body: delivery.body,
    })
}

/// The first live key that makes one of `signatures`. Every comparison is constant-time.
fn matching<'k>(
    scheme: &Scheme,
    facts: &Facts<'_>,
    keys: &'k [Key],
    signatures: &[Vec<u8>],
    now: i64,
) -> Option<&'k Key> {
    keys.iter().filter(|key| key.is_live(now)).find(|key| {
        let expected = mac(scheme.algorithm, key, &scheme.signed, facts);
        !expected.is_empty() && signatures.iter().any(|given| bool::from(given.ct_eq(&expected)))
    })
}

fn signatures(scheme: &Scheme, headers: &HeaderMap) -> Result<Vec<Vec<u8>>, Refusal> {
    let at = &scheme.signature;
    let values = values(headers, &at.headers);
    if values.is_empty() {
        return Err(Refusal::Missing("signature"));
    }
    let texts = values.iter().flat_map(|value| elements(value, &at.prefix, at.separator));
    Ok(texts.take(MAX_SIGNATURES).filter_map(|text| at.encoding.decode(text)).collect())
}

fn timestamp_text<'a>(scheme: &Scheme, headers: &'a HeaderMap) -> Result<Option<&'a str>, Refusal> {
    let Some(at) = scheme.timestamp.as_ref() else {
        return Ok(None);
    };
    only(headers, &at.headers, &at.prefix, "timestamp").map(Some)
}

fn id_text<'a>(scheme: &Scheme, headers: &'a HeaderMap) -> Result<Option<&'a str>, Refusal> {
    if !scheme.signed.has_id() {
        return Ok(None);
    }
    only(headers, &scheme.id, "", "id").map(Some)
}

/// The one value of a signed header: two different ones would leave open which was signed.
fn only<'a>(
    headers: &'a HeaderMap,
    names: &[HeaderName],
    prefix: &str,
    what: &'static str,
) -> Result<&'a str, Refusal> {
    let values = values(headers, names);
    if values.is_empty() {
        return Err(Refusal::Missing(what));
    }
    let mut found = values.iter().flat_map(|value| elements(value, prefix, None));
    let first = found.next().ok_or(Refusal::Malformed(what))?;
    if found.all(|other| other == first) { Ok(first) } else { Err(Refusal::Malformed(what)) }
}

/// Digits only: `parse` alone would take a sign.
fn seconds(text: &str) -> Result<i64, Refusal> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = if digits { text.parse().ok() } else { None };
    parsed.ok_or(Refusal::Malformed("timestamp"))
}

fn inside_window(at: i64, rule: &TimestampAt, now: i64) -> Result<(), Refusal> {
    let off_s = now.abs_diff(at);
    if off_s <= rule.tolerance_s {
        return Ok(());
    }
    Err(Refusal::OutsideWindow { off_s, tolerance_s: rule.tolerance_s })
}
