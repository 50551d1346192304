//! What a source's numbers may be.

/// Longer than queue (7 days) and dead-letter queue (14 days) together, so that no event comes
/// back after it was forgotten.
pub const LEAST_RETENTION_DAYS: u64 = 22;
