//! From a delivery that anyone could have sent to one that only the sender could.

use bytes::Bytes;
use http::HeaderMap;
use thiserror::Error;

use crate::facts::pieces;
use crate::grammar::read;
use crate::proof::made_by;
use crate::scheme::{Form, Signed};
use crate::{Key, Scheme, jws, message};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    /// All headers, names in lower case.
    pub headers: &'a HeaderMap,
    /// The raw body, byte for byte.
    pub body: Bytes,
    /// Its method, in capitals.
    pub method: &'a str,
    /// The URL that the sender called, for schemes that sign it or its path.
    pub url: &'a str,
    /// The query as it was sent, without the question mark, for schemes that sign a parameter.
    pub query: &'a str,
}

impl<'a> Delivery<'a> {
    /// Something that is posted to `url`.
    pub fn post(headers: &'a HeaderMap, body: Bytes, url: &'a str) -> Self {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        Self { headers, body, method: "POST", url, query }
    }
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

    /// The bytes that were signed, the name of the secret, and the message id: one verification
    /// makes one event.
    pub fn into_parts(self) -> (Bytes, String, Option<String>) {
        (self.body, self.secret, self.id)
    }

    pub(crate) fn new(body: Bytes, key: &Key, signed_at: Option<i64>) -> Self {
        Self { body, secret: key.name().to_owned(), id: None, signed_at }
    }
}

/// Why a delivery is refused. The sender is told less: see the door's answers.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// Something that the scheme needs is not there.
    #[error("the {0} header is missing")]
    Missing(&'static str),
    /// Something that the scheme signs cannot be read, or says two things.
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
    let live: Vec<&Key> = keys.iter().filter(|key| key.is_live(now)).collect();
    match &scheme.form {
        Form::Template(signed) => templated(scheme, signed, delivery, &live, now),
        Form::Jws(place) => jws::verify(scheme, place, &delivery, &live, now),
        Form::Message(rule) => message::verify(scheme, rule, &delivery, &live, now),
    }
}

fn templated(
    scheme: &Scheme,
    signed: &Signed,
    delivery: Delivery<'_>,
    keys: &[&Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let fields = read(signed, delivery.headers)?;
    let decode = |text: &&str| signed.encoding.decode(text);
    let signatures: Vec<_> = fields.signatures.iter().filter_map(decode).collect();
    let pieces = pieces(&signed.template, &delivery, &fields)?;
    let made = |key: &&&Key| made_by(scheme.algorithm, key, &pieces, &signatures);
    let key = keys.iter().find(made).ok_or(Refusal::Mismatch)?;
    let window = signed.timestamp.as_ref().map(|timestamp| &timestamp.window);
    let timestamp = fields.timestamp.zip(window);
    let signed_at = timestamp.map(|(text, window)| window.check(text, now)).transpose()?;
    let id = fields.id.map(str::to_owned);
    drop(pieces);
    Ok(Verified { id, ..Verified::new(delivery.body, key, signed_at) })
}
