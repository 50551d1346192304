//! Rules are carried out.

use std::future;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::dress::Undated;
use super::refusal::problem;
use super::streams;
use crate::calls::{OpenCall, Outcome};
use crate::control::{Behaviour, Nonsense, Rule};
use crate::line::Line;

/// What a call would have been answered with.
pub trait Answering {
    /// The right answer.
    fn right(&self) -> Response;

    /// The right answer, made wrong.
    fn wrong(&self, nonsense: Nonsense) -> Response;
}

/// Misbehaves towards the call that came by this connection under this id.
pub async fn carry_out(
    rule: Rule,
    call: OpenCall,
    (line, request_id): (&Line, &str),
    answering: &impl Answering,
) -> Response {
    match rule.behaviour {
        Behaviour::Status { status: code, retry_after, body } => {
            call.end(outcome(code), Some(code));
            let mut response = status(code, retry_after.as_deref(), body, request_id);
            if rule.without_date {
                response.extensions_mut().insert(Undated);
            }
            response
        }
        Behaviour::Accept(_) => {
            call.end(Outcome::Accepted, Some(StatusCode::ACCEPTED));
            accepted(request_id)
        }
        Behaviour::Hang => {
            call.end(Outcome::Hung, None);
            future::pending().await
        }
        Behaviour::Close => {
            call.end(Outcome::Closed, None);
            line.cut();
            StatusCode::OK.into_response()
        }
        Behaviour::Trickle(gap_ms) => {
            call.end(Outcome::Trickled, Some(StatusCode::OK));
            streams::trickle(answering.right(), gap_ms).await
        }
        Behaviour::Nonsense(nonsense) => {
            call.end(Outcome::Nonsense, Some(StatusCode::OK));
            answering.wrong(nonsense)
        }
    }
}

/// Taken, and not answered yet.
pub fn accepted(request_id: &str) -> Response {
    let body = json!({"status": "processing", "request_id": request_id});
    (StatusCode::ACCEPTED, axum::Json(body)).into_response()
}

fn outcome(status: StatusCode) -> Outcome {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Outcome::Limited,
        _ => Outcome::Failed,
    }
}

/// A status with what goes with it; without a body, an error like the API's own.
pub fn status(
    status: StatusCode,
    retry_after: Option<&str>,
    body: Option<Value>,
    request_id: &str,
) -> Response {
    let mut response = match body {
        None => problem(status, reason(status), request_id),
        Some(Value::String(text)) => (status, text).into_response(),
        Some(json) => (status, axum::Json(json)).into_response(),
    };
    if forbids_body(status) {
        *response.body_mut() = Body::empty();
    }
    if let Some(Ok(value)) = retry_after.map(HeaderValue::from_str) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("told to fail")
}

fn forbids_body(status: StatusCode) -> bool {
    matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}
