//! Why a GET gave nothing, named for what the caller can do.

use std::time::Duration;

use outbound::Outage;
use thiserror::Error;

/// A GET without an object.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum GetError {
    /// 429, or 503 with a `Retry-After`: wait, everybody. Not the event's fault.
    #[error("rate limited")]
    RateLimited {
        /// What `Retry-After` said, if it said something.
        retry_after: Option<Duration>,
    },
    /// 5xx, a timeout, no connection: try later.
    #[error("unavailable: {0}")]
    Unavailable(Outage),
    /// An answer that cannot be one: try later.
    #[error("nonsense: {0}")]
    Nonsense(String),
    /// 404, 410 and such, and 202: no object by this id, or not yet.
    #[error("no such object: status {0}")]
    NotThere(u16),
    /// 401, 403 and such: an operator's fault, not the event's.
    #[error("not permitted: status {0}")]
    Misconfigured(u16),
}

/// What a status other than 200 means for the caller.
///
/// A 503 that says `Retry-After: 0` asks nobody to wait: it is an outage like any other, or an API
/// that is down would be asked again at once and without end.
pub fn sort_status(status: u16, retry_after: Option<Duration>) -> GetError {
    match status {
        429 => GetError::RateLimited { retry_after },
        503 if retry_after.is_some_and(|wait| !wait.is_zero()) => {
            GetError::RateLimited { retry_after }
        }
        202 | 400 | 404 | 410 | 414 | 422 => GetError::NotThere(status),
        408 | 409 | 423 | 425 | 500..=599 => GetError::Unavailable(Outage::Status(status)),
        201..=299 => GetError::Nonsense(format!("status {status}")),
        _ => GetError::Misconfigured(status),
    }
}
