//! From API Gateway's events to requests, and back.
//!
//! The event is read as it is: `lambda_http`'s own request has a URI, and panics where a query or
//! a host is not fit for one.

use std::net::IpAddr;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use bodies::BodyStore;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Response};
use jiff::Timestamp;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use lambda_http::{Body, Error, LambdaEvent};
use secrets::SecretStore;

use crate::door::Door;
use crate::outbox::Outbox;
use crate::request::Request;

/// This invocation's one reading of the clock.
#[expect(clippy::disallowed_methods, reason = "the handler is where the clock is read")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Answers one event of an HTTP API (payload version 2.0).
pub async fn handle<O: Outbox, S: SecretStore, B: BodyStore>(
    door: Arc<Door<O, S, B>>,
    event: LambdaEvent<ApiGatewayV2httpRequest>,
) -> Result<ApiGatewayV2httpResponse, Error> {
    Ok(answered(door.respond(request(event.payload, now())).await))
}

fn request(event: ApiGatewayV2httpRequest, now: Timestamp) -> Request {
    let source = event.path_parameters.get("source").cloned();
    let path = event.raw_path.unwrap_or_default();
    let query = event.raw_query_string.unwrap_or_default();
    let context = event.request_context;
    let url = url(&event.headers, context.domain_name.as_deref(), &path, &query);
    Request {
        method: context.http.method,
        source,
        path,
        query,
        url,
        headers: event.headers,
        body: bytes(event.body.unwrap_or_default(), event.is_base64_encoded),
        address: context.http.source_ip.as_deref().and_then(address),
        request_id: context.request_id.unwrap_or_default(),
        now,
    }
}

/// The URL as its sender wrote it, for schemes that sign it: nothing of it is put into another
/// form, which would be signed otherwise.
fn url(headers: &HeaderMap, domain: Option<&str>, path: &str, query: &str) -> String {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).or(domain);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("https://{}{path}{mark}{query}", host.unwrap_or_default())
}

/// An IPv4 address that is written as an IPv6 one (`::ffff:203.0.113.7`) is an IPv4 address.
fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The body's bytes; nothing if it is not the base64 that it is said to be.
fn bytes(body: String, is_base64: bool) -> Option<Bytes> {
    if is_base64 {
        return STANDARD.decode(body).ok().map(Bytes::from);
    }
    Some(Bytes::from(body))
}

fn answered(response: Response<Body>) -> ApiGatewayV2httpResponse {
    let (parts, body) = response.into_parts();
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = i64::from(parts.status.as_u16());
    answer.headers = parts.headers;
    answer.body = Some(body);
    answer
}
