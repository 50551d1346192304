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
    closing: Duration,
}

/// How slow each call of a table or the queue may be for everything that is open to be closed in
/// time.
pub const SLOW: Duration = Duration::from_secs(2);

/// How many claims are ended at once, at most.
pub(crate) const CLOSINGS: usize = 128;

/// How many of so many calls to a table are under way at once. A connection costs a start as much as
/// many calls do, so a small batch makes do with few of them.
pub(crate) fn at_once(calls: usize, most: usize) -> usize {
    calls.div_ceil(4).clamp(4, most)
}

/// How many answers of a call are recorded at once, at most.
pub(crate) const RECORDS: usize = 16;

/// How many requests hide messages at once, ten messages each.
pub(crate) const HIDES: usize = 64;

/// The most items of one call.
const CALL: usize = 200;

/// What the end of an invocation with so many messages and items needs, if each call takes
/// [`SLOW`]: the answers of the calls that are back are recorded, every claim is ended (what waits
/// opens its lane first), and every message hidden.
pub fn closing(messages: usize, items: usize) -> Duration {
    let rounds = |calls: usize, most| calls.div_ceil(at_once(calls, most)).saturating_add(1);
    let (records, ends) = (rounds(items.min(CALL), RECORDS), rounds(messages, CLOSINGS));
    let hides = messages.div_ceil(HIDES.saturating_mul(10));
    let rounds = records.saturating_add(ends).saturating_add(hides);
    SLOW.saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
}

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
        let closing = closing(1, 1);
        Self { start: now, started: Instant::now(), deadline, closing }
    }

    /// The same clock for an invocation with so many messages and items: that is what its end takes.
    #[must_use]
    pub(crate) fn closing(self, messages: usize, items: usize) -> Self {
        Self { closing: closing(messages, items), ..self }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.start.saturating_add(self.started.elapsed()).unwrap_or(Timestamp::MAX)
    }

    /// Whether something that takes `duration` ends in time to close what is open.
    pub(crate) fn has_time_for(&self, duration: Duration) -> bool {
        let left = Duration::try_from(self.deadline.duration_since(self.now()));
        left.is_ok_and(|left| left >= duration.saturating_add(self.closing))
    }

    /// When something that takes `duration` may begin at the latest, so that it ends in time and does not
    /// wait longer than `most`.
    pub(crate) fn latest(&self, most: Duration, duration: Duration) -> Timestamp {
        let now = self.now();
        let soon = now.saturating_add(most).unwrap_or(now);
        let closing = duration.saturating_add(self.closing);
        soon.min(self.deadline.saturating_sub(closing).unwrap_or(now))
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
    }

    #[test]
    fn an_end_takes_as_many_rounds_of_calls_as_there_is_to_close() {
        // One round records, one is spare; one ends claims, one is spare; one hides.
        assert_eq!(closing(1, 1), Duration::from_secs(10));
        // Ten are closed four at a time.
        assert_eq!(closing(10, 10), Duration::from_secs(18));
        // 13 + 1, 8 + 1, 2: a batch of the template's size.
        assert_eq!(closing(1_000, 5_000), Duration::from_secs(50));
    }
}
