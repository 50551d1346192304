//! Where a lane's memory is shared: a row of its own, written on condition that nobody else did.

use std::future::Future;

use thiserror::Error;

use crate::lane::LaneState;

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("lane: {0}")]
pub struct Unavailable(pub String);

/// A memory as it was written, told from every other write by its stamp. A lane that nobody worked
/// on yet has the empty stamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamped {
    /// What is remembered.
    pub state: LaneState,
    /// Who wrote it.
    pub stamp: String,
}

/// What a conditional write came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// The new memory stands.
    Yes,
    /// Somebody else wrote meanwhile.
    No,
}

/// Where memories are shared.
pub trait LaneTable: Send + Sync {
    /// What stands now, read consistently.
    fn look(&self, lane: &str) -> impl Future<Output = Result<Stamped, Unavailable>> + Send;

    /// Writes `new` if what stands has the stamp `was`.
    fn swap(
        &self,
        lane: &str,
        new: &Stamped,
        was: &str,
    ) -> impl Future<Output = Result<Swapped, Unavailable>> + Send;
}
