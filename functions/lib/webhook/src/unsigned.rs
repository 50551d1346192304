//! What a sender is about to sign.

use http::HeaderName;

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

/// The value of a signed header that no parameter gives.
pub(crate) fn sample(name: &HeaderName) -> String {
    let value = if name == http::header::CONTENT_TYPE { "application/json" } else { "sample" };
    value.to_owned()
}
