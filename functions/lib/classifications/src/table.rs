//! What is asked of the table.

use std::future::Future;

use jiff::Timestamp;
use thiserror::Error;

use crate::key::{ItemKey, Mark, Scope, StateKey};
use crate::row::{Outcome, Row};

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("classifications: {0}")]
pub struct Unavailable(pub String);

/// Why a row was not written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotRecorded {
    /// The table gave no answer: try again.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The table never takes this row: it is too large, or a number of it is out of range.
    #[error("the table takes no such row: it is too large, or a number of it is out of range")]
    Unacceptable,
}

/// A recorded state, as far as a claim needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which state.
    pub state: StateKey,
    /// Whether it has a code.
    pub outcome: Outcome,
    /// When the provider gave its answer.
    pub answered_at: Timestamp,
}

impl Seen {
    /// Whether it was recorded by a result, for a version that nobody had asked for.
    pub fn is_result(&self) -> bool {
        self.state.mark() == Mark::RESULT
    }
}

/// Which of the states in a scope are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// The newest one.
    Newest,
    /// The newest one that has a code.
    NewestGood,
    /// All of them.
    All,
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
    /// The item's states in a scope, the newest first, read consistently.
    fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> impl Future<Output = Result<Vec<Seen>, Unavailable>> + Send;

    /// One state's whole row, read consistently.
    fn row(
        &self,
        item: &ItemKey,
        state: &StateKey,
    ) -> impl Future<Output = Result<Option<Row>, Unavailable>> + Send;

    /// Writes the row if there is none, or a failure.
    fn record(&self, row: &Row) -> impl Future<Output = Result<Recorded, NotRecorded>> + Send;
}
