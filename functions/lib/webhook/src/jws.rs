//! JSON Web Signatures (RFC 7515, RFC 7797): detached in a header, or as the whole body.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Deserialize;

use crate::delivery::{Delivery, Refusal};
use crate::proof::made_by;
use crate::scheme::Jws;
use crate::verified::Verified;
use crate::{Algorithm, Key, Scheme};

/// How far the clock of a token's maker may be behind ours, in seconds.
const LEEWAY_S: i64 = 300;

/// The protected header. What it does not know is ignored, unless it is said to be critical.
#[derive(Deserialize)]
struct Protected {
    alg: String,
    kid: Option<String>,
    #[serde(default)]
    crit: Vec<String>,
    b64: Option<bool>,
}

/// When a payload that is a set of claims (RFC 7519) is over.
#[derive(Deserialize)]
struct Claims {
    exp: Option<f64>,
}

/// Checks a JSON Web Signature. The algorithm is the scheme's: a header that says another is
/// refused, so that nobody can choose how they are checked.
pub(crate) fn verify(
    scheme: &Scheme,
    place: &Jws,
    delivery: &Delivery<'_>,
    keys: &[&Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let token = Token::read(place, delivery)?;
    let protected = token.protected()?;
    if name(scheme.algorithm) != protected.alg || !protected.is_understood() {
        return Err(Refusal::Mismatch);
    }
    let payload = token.payload(&protected, &delivery.body)?;
    let pieces = [Cow::Borrowed(token.header.as_bytes()), Cow::Borrowed(&b"."[..]), payload];
    let signature = [decoded(token.signature).ok_or(Refusal::Malformed("signature"))?];
    let kid = protected.kid.as_deref();
    let made = |key: &&&Key| made_by(scheme.algorithm, (key, kid), &pieces, &signature);
    let key = keys.iter().find(made).ok_or(Refusal::Mismatch)?;
    let body = token.content(&delivery.body)?;
    not_over(place, &body, now)?;
    Ok(Verified::new(body, key, None))
}

/// The parts of a compact serialisation.
struct Token<'a> {
    header: &'a str,
    /// Empty where the payload is the body.
    payload: &'a str,
    signature: &'a str,
}

impl<'a> Token<'a> {
    fn read(place: &Jws, delivery: &'a Delivery<'_>) -> Result<Self, Refusal> {
        let malformed = Refusal::Malformed("signature");
        let text = match place {
            Jws::Detached(header) => {
                let value = delivery.headers.get(header).ok_or(Refusal::Missing("signature"))?;
                value.to_str().map_err(|_| malformed)?
            }
            Jws::Body if delivery.body.is_empty() => return Err(Refusal::Missing("signature")),
            Jws::Body => str::from_utf8(&delivery.body).map_err(|_| malformed)?,
        };
        let mut parts = text.split('.');
        let (header, payload, signature) = (parts.next(), parts.next(), parts.next());
        let token = header.zip(payload).zip(signature).filter(|_| parts.next().is_none());
        let ((header, payload), signature) = token.ok_or(malformed)?;
        match place {
            Jws::Detached(_) if !payload.is_empty() => Err(malformed),
            Jws::Body if payload.is_empty() => Err(malformed),
            Jws::Detached(_) | Jws::Body => Ok(Self { header, payload, signature }),
        }
    }

    fn protected(&self) -> Result<Protected, Refusal> {
        let json = decoded(self.header).ok_or(Refusal::Malformed("signature"))?;
        serde_json::from_slice(&json).map_err(|_| Refusal::Malformed("signature"))
    }

    /// What is signed behind the header and the dot.
    fn payload<'b>(
        &'b self,
        protected: &Protected,
        body: &'b [u8],
    ) -> Result<Cow<'b, [u8]>, Refusal> {
        match (self.payload, protected.b64) {
            ("", Some(false)) => Ok(Cow::Borrowed(body)),
            ("", _) => Ok(Cow::Owned(URL_SAFE_NO_PAD.encode(body).into_bytes())),
            (_, Some(false)) => Err(Refusal::Malformed("signature")),
            (payload, _) => Ok(Cow::Borrowed(payload.as_bytes())),
        }
    }

    /// What the sender says, once it is known to be the sender's.
    fn content(&self, body: &Bytes) -> Result<Bytes, Refusal> {
        if self.payload.is_empty() {
            return Ok(body.clone());
        }
        decoded(self.payload).map(Bytes::from).ok_or(Refusal::Malformed("signature"))
    }
}

impl Protected {
    /// An extension that must be understood is, if it is the one of RFC 7797; and `b64` counts only
    /// where it is said to be critical.
    fn is_understood(&self) -> bool {
        let known = self.crit.iter().all(|name| name == "b64");
        known && (self.b64.is_none() || self.crit.iter().any(|name| name == "b64"))
    }
}

/// A token says itself until when it may be used.
fn not_over(place: &Jws, payload: &[u8], now: i64) -> Result<(), Refusal> {
    if !matches!(place, Jws::Body) {
        return Ok(());
    }
    let claims = serde_json::from_slice::<Claims>(payload).ok();
    let Some(end) = claims.and_then(|claims| claims.exp) else { return Ok(()) };
    #[expect(clippy::cast_possible_truncation, reason = "a conversion to i64 saturates")]
    let end = end as i64;
    if now < end.saturating_add(LEEWAY_S) {
        return Ok(());
    }
    Err(Refusal::OutsideWindow { off_s: now.abs_diff(end), tolerance_s: LEEWAY_S.unsigned_abs() })
}

/// RFC 7518 §3.1, RFC 8037.
pub(crate) fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::HmacSha256 => "HS256",
        Algorithm::HmacSha512 => "HS512",
        Algorithm::RsaSha256 => "RS256",
        Algorithm::EcdsaP256Sha256 => "ES256",
        Algorithm::Ed25519 => "EdDSA",
        Algorithm::RsaPssSha512 => "PS512",
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
