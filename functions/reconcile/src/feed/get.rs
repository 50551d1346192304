//! What is asked.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use objects::GetError;
use outbound::Key;

/// One GET.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The address, with what its query always holds.
    pub url: &'a str,
    /// What its query holds beside that.
    pub query: &'a [(&'a str, String)],
    /// The header that carries the key.
    pub key_header: &'a str,
    /// The key, with its prefix. Never printed.
    pub key: Key<'a>,
    /// `X-Request-Id`, for whoever reads the other side's log.
    pub request_id: &'a str,
    /// How long the answer may take, to its last byte.
    pub timeout: Duration,
    /// The time: a `Retry-After` that is a date is measured by it where the answer has no `Date`.
    pub now: Timestamp,
}

/// Where feeds are read.
pub trait Feeds: Send + Sync {
    /// The bytes of a 200, unpacked.
    fn get(&self, ask: Ask<'_>) -> impl Future<Output = Result<Vec<u8>, GetError>> + Send;
}
