//! The two questions that are asked of the table.

use std::future::Future;

use thiserror::Error;

use crate::key::{ItemKey, VersionKey};
use crate::row::{Outcome, Row};

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("classifications: {0}")]
pub struct Unavailable(pub String);

/// An item's highest version, as far as a claim needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Which state.
    pub version: VersionKey,
    /// Whether it has a code.
    pub outcome: Outcome,
}

/// What recording came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The row stands as written.
    New,
    /// A good answer was there before: it stays.
    Kept,
}

/// The table of answers.
pub trait AnswerTable: Send + Sync {
    /// The item's highest version, read consistently.
    fn newest(
        &self,
        item: &ItemKey,
    ) -> impl Future<Output = Result<Option<Newest>, Unavailable>> + Send;

    /// Writes the row if there is none, or a failure.
    fn record(&self, row: &Row) -> impl Future<Output = Result<Recorded, Unavailable>> + Send;
}
