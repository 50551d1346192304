//! The run's time.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

/// How long a run goes on while there is more: until shortly before the next one begins.
pub const RUN: Duration = Duration::from_secs(55);

/// What is kept of the invocation for what was begun: a page is looked up, sent, and put on record.
pub const CLOSING: Duration = Duration::from_secs(25);

/// What is left of an invocation when whatever is still at work is given up.
const LAST: Duration = Duration::from_secs(3);

/// One reading of the wall clock, carried forward by the monotonic one, and the end of the run.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Timestamp,
    started: Instant,
    end: Timestamp,
    last: Timestamp,
}

impl Clock {
    /// A clock that shows `now`, for an invocation that is cut off at `deadline`.
    pub fn new(now: Timestamp, deadline: Timestamp) -> Self {
        let closing = before(deadline, CLOSING);
        let end = after(now, RUN).min(closing);
        Self { start: now, started: Instant::now(), end, last: before(deadline, LAST) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        after(self.start, self.started.elapsed())
    }

    /// Whether something that takes `duration` ends before nothing more is begun.
    pub(crate) fn has_time_for(&self, duration: Duration) -> bool {
        after(self.now(), duration) <= self.end
    }

    /// When something that takes `duration` is begun at the latest.
    pub(crate) fn latest(&self, duration: Duration) -> Timestamp {
        before(self.end, duration)
    }

    /// How long anything may go on at all.
    pub(crate) fn until_last(&self) -> Duration {
        Duration::try_from(self.last.duration_since(self.now())).unwrap_or_default()
    }

    /// Waits until `time`.
    pub(crate) async fn wait_until(&self, time: Timestamp) {
        sleep(Duration::try_from(time.duration_since(self.now())).unwrap_or_default()).await;
    }
}

fn before(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_sub(wait).unwrap_or(Timestamp::MIN)
}

fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
