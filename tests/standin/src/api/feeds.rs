//! `GET /feeds/{name}`: the events of a provider, page by page. `POST` adds one.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::clock::now;
use super::direct::refused;
use super::objects;
use crate::desk::Desk;
use crate::feeds::{Asked, Listed};
use crate::line::Line;

/// Lists an event, without a key: this directs the stand-in.
pub async fn post(
    State(desk): State<Arc<Desk>>,
    Path(feed): Path<String>,
    body: Bytes,
) -> Response {
    match serde_json::from_slice::<Listed>(&body) {
        Ok(listed) => {
            let number = desk.list(&feed, listed, now());
            (StatusCode::CREATED, Json(json!({"seq": number}))).into_response()
        }
        Err(error) => refused(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// A page, under the same control as every call; it is never paid for.
pub async fn get(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(feed): Path<String>,
    Query(asked): Query<Asked>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let page = desk.feeds.page(&feed, &asked, now());
    let body = Bytes::from(page.to_string());
    objects::answer(&desk, &line, &uri, &headers, Some(body)).await
}
