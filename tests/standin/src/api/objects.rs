//! `GET /objects/{type}/{id}` and `GET /openapi/v1/tariff/batch/{id}`: what was put there.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

use super::clock::now;
use super::dress::dress;
use super::misbehave::{self, Answering};
use super::nonsense::{self as wrong, NOT_JSON};
use super::refusal::problem;
use super::reply::too_many;
use super::request::Product;
use super::streams;
use super::tariff::echo;
use crate::calls::{Call, OpenCall, Outcome};
use crate::control::Nonsense;
use crate::desk::{Desk, Verdict};
use crate::line::Line;

/// Keeps what is put, whatever it is, without a key: this directs the stand-in.
pub async fn put(State(desk): State<Arc<Desk>>, uri: Uri, body: Bytes) -> StatusCode {
    desk.objects.put(uri.path(), body);
    StatusCode::NO_CONTENT
}

/// Forgets it.
pub async fn delete(State(desk): State<Arc<Desk>>, uri: Uri) -> StatusCode {
    desk.objects.delete(uri.path());
    StatusCode::NO_CONTENT
}

/// Looks it up, under the same control as every call; it is never paid for.
pub async fn get(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let body = desk.objects.get(uri.path());
    answer(&desk, &line, &uri, &headers, body).await
}

/// Answers with what was found, or as the control has it.
pub async fn answer(
    desk: &Desk,
    line: &Line,
    uri: &Uri,
    headers: &HeaderMap,
    body: Option<Bytes>,
) -> Response {
    let header = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let request_id = header("x-request-id").unwrap_or_else(|| Uuid::new_v4().to_string());
    let name = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    let (at, asked) = (now(), Product::named(&name));
    let (control, verdict) = desk.decide(key(&header).as_deref(), Ok(vec![asked]), at);
    let call = desk.calls.open(Call {
        at,
        method: "GET".to_owned(),
        path: uri.path().to_owned(),
        request_id: request_id.clone(),
        traceparent: header("traceparent"),
        user_agent: header("user-agent"),
        item_ids: vec![name],
        descriptions: Vec::new(),
        status: None,
        outcome: Outcome::Working,
        paid: false,
    });
    let found = Found { body, request_id: &request_id };
    let response = dress(&control, found.carry_out(verdict, call, line).await).await;
    echo(&request_id, response)
}

/// The API's own header, a shop's, or a bearer's.
fn key(header: &impl Fn(&'static str) -> Option<String>) -> Option<String> {
    let bearer = || Some(header("authorization")?.strip_prefix("Bearer ")?.to_owned());
    header("x-api-key").or_else(|| header("x-auth-token")).or_else(bearer)
}

/// What was found under a path, if anything.
struct Found<'a> {
    body: Option<Bytes>,
    request_id: &'a str,
}

impl Found<'_> {
    async fn carry_out(&self, verdict: Verdict, call: OpenCall, line: &Line) -> Response {
        match verdict {
            Verdict::Refuse(refusal) => {
                call.end(Outcome::Refused, Some(refusal.status()));
                refusal.response(self.request_id)
            }
            Verdict::Limit(limit) => {
                call.end(Outcome::Limited, Some(StatusCode::TOO_MANY_REQUESTS));
                too_many(&limit, self.request_id)
            }
            Verdict::Misbehave(rule, _) => {
                misbehave::carry_out(rule, call, (line, self.request_id), self).await
            }
            Verdict::Answer(_) => {
                let response = self.right();
                call.end(Outcome::Answered, Some(response.status()));
                response
            }
        }
    }
}

impl Answering for Found<'_> {
    fn right(&self) -> Response {
        match &self.body {
            Some(body) => json_bytes(body.clone()),
            None => problem(StatusCode::NOT_FOUND, "there is no such object", self.request_id),
        }
    }

    fn wrong(&self, nonsense: Nonsense) -> Response {
        let body = self.body.clone().unwrap_or_default();
        match nonsense {
            Nonsense::NotJson => Html(NOT_JSON).into_response(),
            Nonsense::Truncated => json_bytes(body.slice(..body.len() / 2)),
            Nonsense::Huge => streams::huge(),
            Nonsense::Deep => wrong::deep(),
            Nonsense::WrongShape
            | Nonsense::MissingItems
            | Nonsense::UnknownItems
            | Nonsense::DuplicateItems => Json(json!({"data": [], "ok": true})).into_response(),
        }
    }
}

fn json_bytes(body: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
