//! From API Gateway's events to requests, and back.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use bodies::BodyStore;
use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use lambda_http::request::{LambdaRequest, RequestContext};
use lambda_http::{Adapter, Body, Request, RequestExt, service_fn};
use lambda_runtime::{Error, LambdaEvent, tower::Service};
use secrets::SecretStore;

use crate::door::Door;
use crate::knock::Knock;
use crate::outbox::Outbox;

/// This invocation's one reading of the clock.
#[expect(clippy::disallowed_methods, reason = "the handler is where the clock is read")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Answers one event of an HTTP API (payload version 2.0).
pub async fn handle<O: Outbox, S: SecretStore, B: BodyStore>(
    door: Arc<Door<O, S, B>>,
    mut event: LambdaEvent<LambdaRequest>,
) -> Result<serde_json::Value, Error> {
    let readable = unwrap_base64(&mut event.payload);
    let answer = service_fn(|request: Request| answer(&door, request, readable));
    let response = Adapter::from(answer).call(event).await?;
    Ok(serde_json::to_value(response)?)
}

async fn answer<O: Outbox, S: SecretStore, B: BodyStore>(
    door: &Door<O, S, B>,
    request: Request,
    readable: bool,
) -> Result<Response<Body>, Error> {
    let knock = knock(request, readable, now());
    let request_id = knock.request_id.clone();
    Ok(door.answer(knock).await.response(&request_id))
}

/// Whether the body can be read. `lambda_http` panics on invalid base64 under the flag, so such a
/// body is taken out before it gets there, and refused by the door in its turn.
fn unwrap_base64(event: &mut LambdaRequest) -> bool {
    let LambdaRequest::ApiGatewayV2(event) = event else {
        return true;
    };
    let broken = |body: &String| event.is_base64_encoded && STANDARD.decode(body).is_err();
    if !event.body.as_ref().is_some_and(broken) {
        return true;
    }
    event.body = None;
    false
}

fn knock(request: Request, readable: bool, now: Timestamp) -> Knock {
    let (request_id, address) = context(&request);
    let path = request.raw_http_path().to_owned();
    let url = request.uri().to_string();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (parts, body) = request.into_parts();
    Knock {
        method: parts.method,
        path,
        query,
        url,
        headers: parts.headers,
        body: readable.then(|| bytes(body)),
        address,
        request_id,
        now,
    }
}

/// API Gateway's request id and the caller's address, which it takes from the connection.
fn context(request: &Request) -> (String, Option<std::net::IpAddr>) {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            let address = context.http.source_ip.as_deref().and_then(|ip| ip.parse().ok());
            (context.request_id.clone().unwrap_or_default(), address)
        }
        Some(_) | None => (String::new(), None),
    }
}

fn bytes(body: Body) -> Bytes {
    match body {
        Body::Text(text) => Bytes::from(text),
        Body::Binary(bytes) => Bytes::from(bytes),
        // Empty; kinds that a later version of the library may know fail every signature so.
        _ => Bytes::new(),
    }
}
