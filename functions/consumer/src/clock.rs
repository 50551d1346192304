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

/// How slow each call of a table or a queue may be for everything that is open to be closed in
/// time.
pub const SLOW: Duration = Duration::from_secs(2);

/// How much of it is done side by side.
pub const CLOSINGS: usize = 128;

/// The most messages of one invocation: Lambda hands over 6 MB, and a sealed event of one item has
/// at least 1.6 KB.
pub const MOST_MESSAGES: usize = 3_700;

/// What the end of an invocation needs, if each call takes [`SLOW`]: the answers of the calls that
/// are back are recorded, every claim is ended, and every message hidden.
pub const CLOSING: Duration = Duration::from_secs(
    SLOW.as_secs() * (RECORDS as u64 + (MOST_MESSAGES / CLOSINGS) as u64 + 1 + HIDES as u64),
);

/// Rounds of writes for the answers of one call of 200 items, 16 at once, and one more for what has
/// to be noted.
const RECORDS: usize = 14;

/// Rounds of requests that hide ten messages each, 64 at once.
const HIDES: usize = MOST_MESSAGES.div_ceil(10 * 64);

/// What is left of an invocation when whatever is still at work is given up, and its messages are
/// returned: a timeout would return them too, and count as an error.
pub const LAST: Duration = Duration::from_secs(2);

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

    /// How long anything may go on at all.
    pub(crate) fn until_last(&self) -> Duration {
        let left = Duration::try_from(self.deadline.duration_since(self.now())).unwrap_or_default();
        left.saturating_sub(LAST)
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
