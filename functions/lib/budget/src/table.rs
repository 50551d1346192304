//! The one write that shares a state.

use std::future::Future;

use thiserror::Error;

use crate::state::State;

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("budget: {0}")]
pub struct Unavailable(pub String);

/// A state as it was written, told from every other write by its stamp. An API that was never
/// called has the empty stamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamped {
    /// What is shared.
    pub state: State,
    /// Who wrote it.
    pub stamp: String,
}

/// What a compare-and-swap came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// The new state stands.
    Yes,
    /// Another one stands.
    No(Stamped),
}

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
