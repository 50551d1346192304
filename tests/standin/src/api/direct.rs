//! The endpoints that direct the stand-in: what a test in another process has instead of a handle.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::calls::Call;
use crate::control::Control;
use crate::desk::Desk;

/// `GET /_control`: the control as it was last set.
pub async fn control(State(desk): State<Arc<Desk>>) -> Json<Control> {
    Json(desk.control().as_ref().clone())
}

/// `PUT /_control`: replaces the whole of it, or says what cannot be understood and changes
/// nothing. The content type is not looked at, for the sake of `curl -d`.
pub async fn set_control(State(desk): State<Arc<Desk>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Control>(&body) {
        Ok(control) => {
            desk.set(control.clone());
            Json(control).into_response()
        }
        Err(error) => refused(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// `DELETE /_control`: back to good behaviour.
pub async fn reset_control(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.set(Control::default());
    StatusCode::NO_CONTENT
}

/// `GET /_calls`: the calls so far.
pub async fn calls(State(desk): State<Arc<Desk>>) -> Json<Calls> {
    let calls = desk.calls.list();
    Json(Calls { calls })
}

/// The list, with room beside it.
#[derive(Serialize)]
pub struct Calls {
    calls: Vec<Call>,
}

/// `DELETE /_calls`: forgets them.
pub async fn clear_calls(State(desk): State<Arc<Desk>>) -> StatusCode {
    desk.calls.clear();
    StatusCode::NO_CONTENT
}

/// `GET /_health`: it serves.
pub async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// Any other path, which is named: a wrong base URL is the commonest mistake.
pub async fn nowhere(uri: Uri) -> Response {
    let message = format!("nothing is served at {}", uri.path());
    refused(StatusCode::NOT_FOUND, &message)
}

/// What cannot be understood, or is nowhere.
pub fn refused(status: StatusCode, message: &str) -> Response {
    let error = json!({"status": status.as_u16(), "message": message});
    (status, Json(json!({"error": error}))).into_response()
}
