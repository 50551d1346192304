//! The time while a request is out.

use std::time::Instant;

use jiff::Timestamp;

/// When a request went out: the caller's time, carried on by the monotonic clock. An answer may
/// take minutes, and what it says of waiting counts from when it came.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    now: Timestamp,
    at: Instant,
}

impl Sent {
    /// A request that goes out `now`.
    pub fn at(now: Timestamp) -> Self {
        Self { now, at: Instant::now() }
    }

    /// The time, by the caller's clock.
    pub fn now(&self) -> Timestamp {
        self.now.saturating_add(self.at.elapsed()).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_goes_on_while_a_request_is_out() {
        let sent = Sent::at(Timestamp::UNIX_EPOCH);
        std::thread::sleep(Duration::from_millis(2));
        assert!(sent.now() >= Timestamp::UNIX_EPOCH + Duration::from_millis(2));
        assert_eq!(Sent::at(Timestamp::MAX).now(), Timestamp::MAX);
    }
}
