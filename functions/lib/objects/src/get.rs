//! What is asked.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use outbound::Key;

use crate::error::GetError;

/// One GET.
#[derive(Clone, Copy, Debug)]
pub struct Get<'a> {
    /// What comes before the path.
    pub base_url: &'a str,
    /// The segments of the path, none of them empty, `.` or `..`; each is percent-encoded.
    pub path: &'a [&'a str],
    /// The header that carries the key.
    pub key_header: &'a str,
    /// The key, with its prefix. Never printed.
    pub key: Key<'a>,
    /// `X-Request-Id`, for whoever reads the other side's log.
    pub request_id: &'a str,
    /// `traceparent` (W3C Trace Context): the trace that the GET belongs to.
    pub traceparent: &'a str,
    /// How long the answer may take, to its last byte.
    pub timeout: Duration,
    /// The time: a `Retry-After` that is a date is measured by it where the answer has no `Date`.
    pub now: Timestamp,
}

/// Where objects are kept.
pub trait Objects: Send + Sync {
    /// The bytes of a 200, unpacked, and otherwise as they were sent: a byte order mark is left to
    /// whoever reads them.
    fn get(&self, get: Get<'_>) -> impl Future<Output = Result<Vec<u8>, GetError>> + Send;
}
