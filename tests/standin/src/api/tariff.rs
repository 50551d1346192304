//! `POST /openapi/v1/tariff/batch`, `POST /openapi/v1/tariff/async` and `POST /openapi/v1/tariff`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use jiff::Timestamp;
use uuid::Uuid;

use super::clock::now;
use super::dress::dress;
use super::misbehave::accepted;
use super::refusal::Refusal;
use super::reply::Reply;
use super::request::Question;
use crate::answer::Endpoint;
use crate::calls::{Call, Outcome};
use crate::desk::Desk;
use crate::line::Line;

type Body = Result<Bytes, BytesRejection>;

/// Up to 200 items in one call.
pub async fn batch(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let arrival = Arrival::note(uri.path(), &headers, Endpoint::Batch, body);
    arrival.serve(desk, line).await
}

/// A job: any number of items, taken under the call's `X-Request-Id` and answered later. A job that
/// is known already is not taken twice.
pub async fn job(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let arrival = Arrival::note(uri.path(), &headers, Endpoint::Job, body);
    if desk.kept.knows(&arrival.request_id) {
        return echo(&arrival.request_id, accepted(&arrival.request_id));
    }
    arrival.serve(desk, line).await
}

/// One bare item.
pub async fn single(
    State(desk): State<Arc<Desk>>,
    ConnectInfo(line): ConnectInfo<Line>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let arrival = Arrival::note(uri.path(), &headers, Endpoint::Single, body);
    arrival.serve(desk, line).await
}

/// A call as it came in.
struct Arrival {
    at: Timestamp,
    path: String,
    endpoint: Endpoint,
    request_id: String,
    traceparent: Option<String>,
    user_agent: Option<String>,
    api_key: Option<String>,
    question: Question,
}

impl Arrival {
    fn note(path: &str, headers: &HeaderMap, endpoint: Endpoint, body: Body) -> Self {
        let header = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
        Self {
            at: now(),
            path: path.to_owned(),
            endpoint,
            request_id: header("x-request-id").unwrap_or_else(|| Uuid::new_v4().to_string()),
            traceparent: header("traceparent"),
            user_agent: header("user-agent"),
            api_key: header("x-api-key"),
            question: question(endpoint, body),
        }
    }

    /// Decides, lists the call, then does as decided. It is listed before it is worked on: a test
    /// sees a call that hangs, and the cost of one whose client leaves.
    async fn serve(self, desk: Arc<Desk>, line: Line) -> Response {
        let key = self.api_key.as_deref();
        let (control, verdict) = desk.decide(key, self.question.items, self.at);
        let call = desk.calls.open(Call {
            at: self.at,
            method: "POST".to_owned(),
            path: self.path,
            request_id: self.request_id.clone(),
            traceparent: self.traceparent,
            user_agent: self.user_agent,
            item_ids: self.question.item_ids,
            descriptions: self.question.descriptions,
            status: None,
            outcome: Outcome::Working,
            paid: verdict.is_paid(),
        });
        let reply = Reply {
            desk: &desk,
            control: &control,
            line: &line,
            endpoint: self.endpoint,
            request_id: &self.request_id,
        };
        if let Some(items) = verdict.worked_for() {
            reply.keep(items, self.at, verdict.look_ups());
        }
        let response = dress(&control, reply.carry_out(verdict, call).await).await;
        echo(&self.request_id, response)
    }
}

fn question(endpoint: Endpoint, body: Body) -> Question {
    match body {
        Ok(body) => Question::read(endpoint, &body),
        Err(rejection) => Question::refused(Refusal::Undelivered {
            status: rejection.status(),
            message: rejection.body_text(),
        }),
    }
}

/// Every answer, a refusal too, carries the request's id.
pub fn echo(request_id: &str, mut response: Response) -> Response {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
