//! A table that does not answer.

use thiserror::Error;

/// The table gave no answer. What was written is unknown: the lease tells in time.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("ledger: {0}")]
pub struct Unavailable(pub String);
