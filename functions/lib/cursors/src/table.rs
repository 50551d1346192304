//! Where cursors are kept: a row for each source, written on condition that nobody else did.

use std::future::Future;

use thiserror::Error;

use crate::state::Cursor;

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("cursor: {0}")]
pub struct Unavailable(pub String);

/// A cursor as it was written, told from every other write by its stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// How far the feed was read.
    pub cursor: Cursor,
    /// Who wrote it.
    pub stamp: String,
}

/// What a conditional write came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// The new cursor stands.
    Yes,
    /// Somebody else wrote meanwhile.
    No,
}

/// Where cursors are kept.
pub trait CursorTable: Send + Sync {
    /// What stands now, read consistently; nothing of a feed that was never read.
    fn look(
        &self,
        source: &str,
    ) -> impl Future<Output = Result<Option<Stamped>, Unavailable>> + Send;

    /// Writes `new` if what stands has the stamp `was`; if nothing stands, where that is nothing.
    fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> impl Future<Output = Result<Swapped, Unavailable>> + Send;
}
