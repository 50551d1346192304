//! What the provider is to be paid for, and what it was asked for.

use crate::content::Content;
use crate::time::Millis;

/// How an answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// In one piece.
    Whole,
    /// Not, or not in one piece.
    Lost {
        /// A look-up says what was lost.
        findable: bool,
    },
}

/// An item that the provider is to be paid for: it has worked on it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which invocation asked.
    pub invocation: u64,
    /// When the call was made in which it was asked.
    pub at: Millis,
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// Which API was asked.
    pub api: String,
    /// What was asked.
    pub content: Content,
    /// Its answer did not arrive, or not in one piece.
    pub lost: bool,
    /// A look-up says what was lost: nobody has to pay for it again.
    pub findable: bool,
}

/// A call to classify, answered or not.
#[derive(Clone, Debug)]
pub struct Called {
    /// Which API was asked.
    pub api: String,
    /// When.
    pub at: Millis,
    /// For how many items.
    pub items: usize,
}
