//! What the API itself refuses, and in which words.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The most items one call may hold.
pub const MAX_ITEMS: usize = 200;

/// Why a call is turned away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody said who asks.
    #[error("the X-Api-Key header is missing or empty")]
    MissingKey,
    /// The key is not among those the control lists.
    #[error("the API key is not known")]
    UnknownKey,
    /// The body is not what the endpoint takes.
    #[error("the body cannot be read: {0}")]
    Unreadable(String),
    /// The body did not arrive whole, or is larger than any answerable one.
    #[error("{message}")]
    Undelivered {
        /// The status that says which.
        status: StatusCode,
        /// The same for people.
        message: String,
    },
    /// A batch of nothing.
    #[error("`items` is empty: 1 to {MAX_ITEMS} are taken")]
    NoItems,
    /// A batch too big.
    #[error("`items` has {0} entries: 1 to {MAX_ITEMS} are taken")]
    TooManyItems(usize),
    /// An item that is not one.
    #[error("item {index}: {problem}")]
    BadItem {
        /// Where it stands, from 0.
        index: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// An id that stands for two items.
    #[error("item {index}: the item_id `{item_id}` occurs earlier in this call")]
    DuplicateItem {
        /// Where the second one stands, from 0.
        index: usize,
        /// The id.
        item_id: String,
    },
}

impl Refusal {
    /// The status that goes with it.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingKey | Self::UnknownKey => StatusCode::UNAUTHORIZED,
            Self::Unreadable(_) | Self::NoItems => StatusCode::BAD_REQUEST,
            Self::Undelivered { status, .. } => *status,
            Self::TooManyItems(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadItem { .. } | Self::DuplicateItem { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The status, with the problem named in JSON.
    pub fn response(&self, request_id: &str) -> Response {
        problem(self.status(), &self.to_string(), request_id)
    }
}

/// An error in the API's own form, whatever its cause.
pub fn problem(status: StatusCode, message: &str, request_id: &str) -> Response {
    let error = json!({"status": status.as_u16(), "message": message});
    let body = json!({"error": error, "request_id": request_id});
    (status, axum::Json(body)).into_response()
}
