//! The run's clock.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::scene::start;

/// Shows the time at which every scene plays, and goes on from there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(Instant);

impl Time {
    /// A clock that begins now.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    pub fn now(self) -> Timestamp {
        start() + self.0.elapsed()
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
