//! Signatures that anyone can check and only the sender can make: published vectors, and what must
//! never pass for one.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod components;
mod jws;
mod keys;
mod message;
mod rightly_signed;
mod wycheproof;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use webhook::{
    Algorithm, Delivery, Encoding, Form, HeaderAt, Key, KeyEncoding, Refusal, Scheme, Signed,
    Unsigned, Verified, sign, verify,
};

pub(crate) const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");

/// The body alone, signed in hex.
pub(crate) fn of_body(algorithm: Algorithm, key: KeyEncoding) -> Scheme {
    let form = Form::Template(Signed {
        signature: HeaderAt::new(SIGNATURE, ""),
        separator: None,
        encoding: Encoding::Hex,
        template: "{body}".parse().expect("a template"),
        timestamp: None,
        id: None,
    });
    Scheme { algorithm, key, form }
}

pub(crate) fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, text): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(text).expect("a value"))
    };
    pairs.iter().map(pair).collect()
}

/// The signature of somebody who has put together by hand what is signed.
pub(crate) fn over(
    signed: &[u8],
    private: &str,
    (algorithm, key): (Algorithm, KeyEncoding),
) -> Vec<u8> {
    let scheme = of_body(algorithm, key);
    let key = Key::signing("by hand", private, key, algorithm).expect("a private key");
    let unsigned = Unsigned { body: signed, id: "", url: "", timestamp: 0 };
    let (_, signature) = sign(&scheme, &unsigned, &key).headers.remove(0);
    hex::decode(signature).expect("in hex")
}

/// What one key makes of a delivery.
pub(crate) fn check(
    scheme: &Scheme,
    key: &str,
    headers: &HeaderMap,
    (body, url): (&[u8], &str),
    now: i64,
) -> Result<Verified, Refusal> {
    let key = Key::new("k", key, scheme.key, None).expect("a good key");
    let delivery = Delivery::post(headers, Bytes::copy_from_slice(body), url);
    verify(scheme, delivery, &[key], now)
}
