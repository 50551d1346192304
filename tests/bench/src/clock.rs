//! The wall clock, for what is signed and what is reported. Durations come from `Instant`.

use jiff::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the benchmark stands where a handler stands")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
