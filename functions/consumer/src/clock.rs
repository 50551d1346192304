//! The invocation's time.

use std::time::Duration;

use cloud::Patience;
use jiff::Timestamp;
use tokio::time::Instant;

/// One reading of the wall clock, carried forward by the monotonic one, and the deadline.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Timestamp,
    started: Instant,
    deadline: Timestamp,
}

/// What the end of an invocation needs: the longest write to `DynamoDB` and SQS, for everything
/// that is still open.
pub const CLOSING: Duration = Duration::from_secs(20);

/// How much longer than the invocation a claim lives: clock skew and the longest write.
pub const LEASE_MARGIN: Duration = Duration::from_mins(1);

/// How far apart the clocks of two machines may be.
pub const SKEW: Duration = Duration::from_secs(30);

/// A consumer is in no hurry: throttled writes are tried again before a record is. No write may
/// outlast [`LEASE_MARGIN`], or it could meet a successor's work.
pub const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(3), operation: Duration::from_secs(12), attempts: 4 };

impl Clock {
    /// A clock that shows `now`, for an invocation that is cut off at `deadline`.
    pub fn new(now: Timestamp, deadline: Timestamp) -> Self {
        Self { start: now, started: Instant::now(), deadline }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.start.saturating_add(self.started.elapsed()).unwrap_or(Timestamp::MAX)
    }

    /// Whether something that takes `duration` ends in time to close what is open.
    pub(crate) fn has_time_for(&self, duration: Duration) -> bool {
        let left = Duration::try_from(self.deadline.duration_since(self.now()));
        left.is_ok_and(|left| left >= duration.saturating_add(CLOSING))
    }

    /// Until when this invocation's claims are its own.
    pub(crate) fn lease_until(&self) -> Timestamp {
        self.deadline.saturating_add(LEASE_MARGIN).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_write_outlasts_the_lease_of_its_invocation() {
        assert!(PATIENCE.operation + SKEW < LEASE_MARGIN);
        assert!(PATIENCE.operation < CLOSING);
    }
}
