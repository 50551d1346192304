//! The one read.

use std::future::Future;

use thiserror::Error;

use crate::hold::Holds;

/// The table gave no answer: it is not known what is held.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("holds: {0}")]
pub struct Unavailable(pub String);

/// Where holds are kept.
pub trait HoldTable: Send + Sync {
    /// All holds there are now.
    fn read(&self) -> impl Future<Output = Result<Holds, Unavailable>> + Send;
}
