//! What the provider is to be paid for.

use crate::content::Content;

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
