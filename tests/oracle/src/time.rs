//! How the oracle counts time.

/// Milliseconds since 1970.
pub type Millis = i64;
