//! `GET /openapi/v1/tariff/requests/{request_id}`: what became of an earlier call.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use jiff::Timestamp;

use super::body::json;
use super::clock::now;
use super::dress::dress;
use super::misbehave::accepted;
use super::refusal::{Refusal, problem};
use crate::calls::{Call, Outcome};
use crate::desk::Desk;
use crate::kept::Known;
use crate::line::Line;

/// The answer that the call had, or should have had: 200; 202 while it is worked on; 404 where
/// there was no work. Nothing is paid for.
pub async fn look_up(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(_line): ConnectInfo<Line>,
    Path(request_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let at = now();
    let response = match key_fault(&desk, &headers) {
        Some(refusal) => refusal.response(&request_id),
        None => dress(&desk.control(), found(&desk, &request_id, at)).await,
    };
    let call = desk.calls.open(Call {
        method: "GET".to_owned(),
        at,
        path: uri.path().to_owned(),
        request_id,
        traceparent: None,
        user_agent: headers.get("user-agent").and_then(|name| Some(name.to_str().ok()?.to_owned())),
        item_ids: Vec::new(),
        descriptions: Vec::new(),
        status: None,
        outcome: Outcome::Working,
        paid: false,
    });
    let status = response.status();
    let outcome = if status.is_success() { Outcome::Answered } else { Outcome::Refused };
    call.end(outcome, Some(status));
    response
}

/// A test has the provider lose a job.
pub async fn lose(State(desk): State<Arc<Desk>>, Path(request_id): Path<String>) -> StatusCode {
    desk.kept.lose(&request_id);
    StatusCode::NO_CONTENT
}

fn key_fault(desk: &Desk, headers: &HeaderMap) -> Option<Refusal> {
    let key = headers.get("x-api-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if key.is_empty() {
        return Some(Refusal::MissingKey);
    }
    (!desk.control().knows_key(key)).then_some(Refusal::UnknownKey)
}

fn found(desk: &Desk, request_id: &str, now: Timestamp) -> Response {
    match desk.kept.look_up(request_id, now) {
        Some(Known::Answered(body)) => json(body),
        Some(Known::Working) => accepted(request_id),
        None => problem(StatusCode::NOT_FOUND, "no work was done for this request", request_id),
    }
}
