//! What a sender does: the headers that [`verify`](crate::verify) accepts.

use http::HeaderName;

use crate::mac::{Facts, mac};
use crate::{Key, Scheme};

/// What is about to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The raw body.
    pub body: &'a [u8],
    /// The message id, for schemes that sign one.
    pub id: &'a str,
    /// The URL that will be called, for schemes that sign it.
    pub url: &'a str,
    /// The time of signing, Unix seconds, for schemes that sign one.
    pub timestamp: i64,
}

/// The headers that carry the signature, and the id and time it covers.
pub fn sign(scheme: &Scheme, unsigned: &Unsigned<'_>, key: &Key) -> Vec<(HeaderName, String)> {
    let timestamp = unsigned.timestamp.to_string();
    let Unsigned { body, id, url, .. } = *unsigned;
    let facts = Facts { body, timestamp: &timestamp, id, url };
    let encoded =
        scheme.signature.encoding.encode(&mac(scheme.algorithm, key, &scheme.signed, &facts));
    let signature = format!("{}{encoded}", scheme.signature.prefix);
    let id = scheme.signed.has_id().then_some(id);
    assemble(scheme, signature, &timestamp, id)
}

/// Puts the pieces where the scheme wants them: Stripe's time stands in the signature's header.
fn assemble(
    scheme: &Scheme,
    signature: String,
    timestamp: &str,
    id: Option<&str>,
) -> Vec<(HeaderName, String)> {
    let mut headers: Vec<(HeaderName, String)> = Vec::new();
    let id_header = scheme.id.first().zip(id).map(|(name, id)| (name, id.to_owned()));
    let time = scheme
        .timestamp
        .as_ref()
        .and_then(|at| at.headers.first().map(|name| (name, format!("{}{timestamp}", at.prefix))));
    let signature = scheme.signature.headers.first().map(|name| (name, signature));
    for (name, value) in [id_header, time, signature].into_iter().flatten() {
        match headers.iter_mut().find(|(present, _)| present == name) {
            Some((_, present)) => *present = format!("{present},{value}"),
            None => headers.push((name.clone(), value)),
        }
    }
    headers
}
