//! Why a call gave no answers, named for what the caller can do.

use std::time::Duration;

use outbound::Outage;
use thiserror::Error;

/// A call without answers.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallError {
    /// 429: wait, everybody. Not the event's fault.
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
    /// 400, 413, 422: something in the call is wrong; which, is not said.
    #[error("refused with status {0}")]
    BadCall(u16),
    /// 401, 402, 403, 404 and such: an operator's fault, not the event's.
    #[error("not permitted or not there: status {0}")]
    Misconfigured(u16),
}

impl CallError {
    /// Whether the provider may have done its work all the same: the answer is not heard, or none.
    pub fn is_unheard(&self) -> bool {
        match self {
            Self::Unavailable(Outage::NoConnection)
            | Self::RateLimited { .. }
            | Self::BadCall(_)
            | Self::Misconfigured(_) => false,
            Self::Unavailable(Outage::Timeout | Outage::Broken | Outage::Status(_))
            | Self::Nonsense(_) => true,
        }
    }
}

/// What a status other than 200 means for the caller.
pub fn sort_status(status: u16, retry_after: Option<Duration>) -> CallError {
    match status {
        429 => CallError::RateLimited { retry_after },
        400 | 413 | 422 => CallError::BadCall(status),
        408 | 425 | 500..=599 => CallError::Unavailable(Outage::Status(status)),
        201..=299 => CallError::Nonsense(format!("status {status}")),
        _ => CallError::Misconfigured(status),
    }
}
