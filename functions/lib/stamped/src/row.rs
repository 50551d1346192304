//! A row as it was read, and what came of writing it.

use thiserror::Error;

/// The table gave no answer, or holds what is no such row.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Unavailable(pub String);

/// A state as it was written. One that nobody ever wrote has the empty stamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamped<S> {
    /// What is shared.
    pub state: S,
    /// Who wrote it.
    pub stamp: String,
}

/// What a conditional write came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped<S> {
    /// The new state stands.
    Yes,
    /// Another one stands.
    No(Stamped<S>),
}
