//! The clock.

use jiff::Timestamp;

/// When a call arrived.
#[expect(clippy::disallowed_methods, reason = "the one reading of the clock, where a call arrives")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
