//! What is to be found out, and what was.

use jiff::Timestamp;
use settings::{Source, SourceName};

use super::reason::Reason;
use crate::capture::Captured;
use crate::stack::Secret;

/// What is to be found out.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// Whose request it should be.
    pub source: &'a Source,
    /// The request.
    pub request: &'a Captured,
    /// The URL that the door would hold to be the one that was called.
    pub url: &'a str,
    /// Other URLs at which the sender may believe the door to be.
    pub other_urls: &'a [String],
    /// The secrets at hand; the source's own among them.
    pub held: &'a [Held],
    /// As of when it is judged.
    pub now: Timestamp,
}

/// What was found out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Diagnosis {
    /// Whether the door would take it.
    pub verifies: bool,
    /// What the door would have to say.
    pub refusal: Option<String>,
    /// When it says that it was signed, where it does.
    pub signed_at: Option<Timestamp>,
    /// What may be wrong: each by itself would explain it, the likeliest first. Each is made of what
    /// has to come together.
    pub explanations: Vec<Vec<Reason>>,
}

/// Why none of it could be tried.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Undiagnosed {
    /// The source's own secret is no key of its scheme.
    #[error("the secret of `{0}` cannot be used: {1}")]
    Key(String, webhook::KeyError),
    /// There is none.
    #[error("the secret of `{0}` is not at hand")]
    NoSecret(String),
}

/// A secret at hand.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub whose: Whose,
    pub secret: Secret,
}

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The source's own, as it is now.
    Own,
    /// The source's own before it was rotated.
    Previous,
    /// Another source's.
    Other(SourceName),
}
