//! The run's time.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

/// How long a run goes on while something waits: until shortly before the next one begins.
pub const RUN: Duration = Duration::from_secs(55);

/// How long after a look the next one follows, if the lane is not empty.
pub const LOOK: Duration = Duration::from_secs(3);

/// What is kept of the invocation for what was begun: a portion is read, sent and marked.
pub const CLOSING: Duration = Duration::from_secs(20);

/// One reading of the wall clock, carried forward by the monotonic one, and the end of the run.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Timestamp,
    started: Instant,
    end: Timestamp,
}

impl Clock {
    /// A clock that shows `now`, for an invocation that is cut off at `deadline`.
    pub fn new(now: Timestamp, deadline: Timestamp) -> Self {
        let closing = deadline.saturating_sub(CLOSING).unwrap_or(Timestamp::MIN);
        let end = after(now, RUN).min(closing);
        Self { start: now, started: Instant::now(), end }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        after(self.start, self.started.elapsed())
    }

    /// Whether nothing more is begun.
    pub fn is_over(&self) -> bool {
        self.now() >= self.end
    }

    /// Waits until `time`. Says no, without waiting, if the run is over by then.
    pub(crate) async fn wait_until(&self, time: Timestamp) -> bool {
        if time >= self.end {
            return false;
        }
        sleep(Duration::try_from(time.duration_since(self.now())).unwrap_or_default()).await;
        true
    }

    /// When a look that begins now is followed by the next.
    pub(crate) fn next_look(&self) -> Timestamp {
        after(self.now(), LOOK)
    }
}

fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
