//! A request as it arrived, and why it is refused.

use bytes::Bytes;
use http::HeaderMap;
use thiserror::Error;

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

/// Why a delivery is refused. The answer says less: see the door's answers.
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
