//! Time that goes on while a long command runs.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::context::Context;

/// The time at which the command began, and what has passed since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    began: Timestamp,
    at: Instant,
}

impl Clock {
    /// Begins with the command's own reading of the clock.
    pub fn of(context: &Context) -> Self {
        Self { began: context.now, at: Instant::now() }
    }

    /// Now.
    pub fn now(self) -> Timestamp {
        let passed = SignedDuration::try_from(self.at.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.began.saturating_add(passed).unwrap_or(self.began)
    }
}
