//! The body of a good answer.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refusal::problem;
use crate::answer::{Answer, Endpoint};

/// The answer as a response.
pub fn body(answer: &Answer, endpoint: Endpoint, request_id: &str) -> Response {
    match answer.body(endpoint) {
        Ok(body) => json(body),
        Err(error) => problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string(), request_id),
    }
}

/// A 200 of text that is JSON, or was to be.
pub fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
