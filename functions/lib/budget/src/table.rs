//! The one write that shares a state.

use std::future::Future;

use thiserror::Error;

use crate::state::State;

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("budget: {0}")]
pub struct Unavailable(pub String);

/// A state as it was written. An API that was never called has the empty stamp.
pub type Stamped = stamped::Stamped<State>;

/// What a compare-and-swap came to.
pub type Swapped = stamped::Swapped<State>;

/// Where states are shared.
pub trait BudgetTable: Send + Sync {
    /// Writes `new` if what stands has the stamp `was`.
    fn swap(
        &self,
        api: &str,
        new: &Stamped,
        was: &str,
    ) -> impl Future<Output = Result<Swapped, Unavailable>> + Send;

    /// What stands now.
    fn look(&self, api: &str) -> impl Future<Output = Result<Stamped, Unavailable>> + Send;
}
