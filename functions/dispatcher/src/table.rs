//! Where a lane's memory is shared: a row of its own, written on condition that nobody else did.

use std::future::Future;

use thiserror::Error;

use crate::lane::LaneState;

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("lane: {0}")]
pub struct Unavailable(pub String);

/// A memory as it was written. A lane that nobody worked on yet has the empty stamp.
pub type Stamped = stamped::Stamped<LaneState>;

/// What a conditional write came to.
pub type Swapped = stamped::Swapped<LaneState>;

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
