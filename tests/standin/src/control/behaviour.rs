//! What a call may meet with.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happens instead of a prompt and right answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Another status.
    Status {
        /// Which.
        status: StatusCode,
        /// Its `Retry-After`, sent as it stands.
        retry_after: Option<String>,
        /// Its body: a string is sent as text, anything else as JSON; none: an error like the
        /// API's own.
        body: Option<Value>,
    },
    /// 202: the call is taken and paid for. Whoever looks it up is told so many times that it is
    /// worked on, then the right answer.
    Accept(u32),
    /// No answer while the client waits.
    Hang,
    /// The connection is dropped without an answer.
    Close,
    /// The right answer, in small pieces this many milliseconds apart. Always after work.
    Trickle(u64),
    /// 200 with an answer that is none.
    Nonsense(Nonsense),
}

/// The ways in which a 200 can be no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nonsense {
    /// A page of HTML, as proxies send it.
    NotJson,
    /// The right answer's first half, whole as HTTP, broken as JSON.
    Truncated,
    /// JSON of another kind.
    WrongShape,
    /// The last item has no result.
    MissingItems,
    /// A result for an item nobody asked about.
    UnknownItems,
    /// A second result for the first item, with another code.
    DuplicateItems,
    /// A gigabyte.
    Huge,
    /// Arrays in arrays, deeper than any reader should go.
    Deep,
}
