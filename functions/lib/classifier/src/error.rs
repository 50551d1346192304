//! Why a call gave no answers, named for what the caller can do.

use std::time::Duration;

use outbound::Outage;
use thiserror::Error;

/// A call without answers.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallError {
    /// 202: taken, and not answered yet. The call is unconfirmed: its id is kept and looked up,
    /// and nothing of it is asked again while it may be worked on.
    #[error("taken, and not answered yet")]
    Accepted,
    /// 429, or 503 with a `Retry-After`: wait, everybody. Not the event's fault.
    #[error("rate limited")]
    RateLimited {
        /// What `Retry-After` said, if it said something.
        retry_after: Option<Duration>,
    },
    /// 5xx, a timeout, no connection: try later.
    #[error("unavailable: {0}")]
    Unavailable(Outage),
    /// An answer that as a whole cannot be one: try later.
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
    /// Whether the provider may have done its work all the same, or may be doing it: the answer is
    /// not heard, or none.
    pub fn is_unconfirmed(&self) -> bool {
        match self {
            Self::Unavailable(Outage::NoConnection)
            | Self::RateLimited { .. }
            | Self::BadCall(_)
            | Self::Misconfigured(_) => false,
            Self::Unavailable(Outage::Timeout | Outage::Broken | Outage::Status(_))
            | Self::Accepted
            | Self::Nonsense(_) => true,
        }
    }
}

/// Whether a status comes with answers: 201 for what was made of the question, 203 where something
/// on the way has changed the body, 207 where each item has a status of its own.
pub(crate) fn is_answer(status: u16) -> bool {
    matches!(status, 200 | 201 | 203 | 207)
}

/// What any other status means for the caller.
///
/// A 503 that says `Retry-After: 0` asks nobody to wait: it is an outage like any other, or an API
/// that is down would be asked again at once and without end. 409 and 423 are conflicts with work
/// that is under way, and end with it.
pub fn sort_status(status: u16, retry_after: Option<Duration>) -> CallError {
    match status {
        202 => CallError::Accepted,
        429 => CallError::RateLimited { retry_after },
        503 if retry_after.is_some_and(|wait| !wait.is_zero()) => {
            CallError::RateLimited { retry_after }
        }
        400 | 413 | 422 => CallError::BadCall(status),
        408 | 409 | 423 | 425 | 500..=599 => CallError::Unavailable(Outage::Status(status)),
        200..=299 => CallError::Nonsense(format!("status {status}")),
        _ => CallError::Misconfigured(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_503_that_says_when_to_return_is_no_outage() {
        let ten_minutes = Some(Duration::from_mins(10));
        let limited = CallError::RateLimited { retry_after: ten_minutes };
        assert_eq!(sort_status(503, ten_minutes), limited);
        let outage = CallError::Unavailable(Outage::Status(503));
        assert_eq!(sort_status(503, None), outage);
        assert_eq!(sort_status(503, Some(Duration::ZERO)), outage);
        assert_eq!(sort_status(500, ten_minutes), CallError::Unavailable(Outage::Status(500)));
    }

    #[test]
    fn what_was_taken_and_what_was_lost_may_have_been_paid_for() {
        let at_once = Some(Duration::ZERO);
        for (status, expected) in
            [(202, true), (204, true), (500, true), (429, false), (422, false), (401, false)]
        {
            assert_eq!(sort_status(status, at_once).is_unconfirmed(), expected, "{status}");
        }
        assert!(!CallError::Unavailable(Outage::NoConnection).is_unconfirmed());
    }
}
