//! What holds for every scheme, secret and delivery, not only for the published vectors.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod generate;
mod hostile;
mod rotation;
mod signed;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use webhook::{Delivery, Key, Refusal, Scheme, Verified, verify};

/// A header that a sender could have written.
pub(crate) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header value")
}

pub(crate) fn headers(pairs: impl IntoIterator<Item = (HeaderName, String)>) -> HeaderMap {
    pairs.into_iter().map(|(name, text)| (name, value(&text))).collect()
}

pub(crate) fn check(
    scheme: &Scheme,
    headers: &HeaderMap,
    (body, url): (&[u8], &str),
    keys: &[Key],
    now: i64,
) -> Result<Verified, Refusal> {
    verify(scheme, Delivery::post(headers, Bytes::copy_from_slice(body), url), keys, now)
}
