//! The API over HTTP.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, redirect};
use serde::Serialize;

use crate::answer::{Answers, read_answers};
use crate::call::{Call, Classifier, Question};
use crate::error::{CallError, Outage, sort_status};
use crate::found::{Found, LookUp, read_found};
use crate::retry_after::retry_after;

/// The most bytes of an answer that are read: 200 items of 40 KiB each.
pub const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// The classification API over HTTP.
#[derive(Clone, Debug)]
pub struct HttpClassifier {
    client: Client,
}

#[derive(Serialize)]
struct Batch<'a> {
    items: &'a [Question],
}

impl HttpClassifier {
    /// Opens the client: TLS on ring, no redirects (the key goes nowhere else).
    pub fn new() -> Result<Self, reqwest::Error> {
        // Fails only where a provider is installed already, which serves as well.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { client })
    }

    async fn send(&self, call: Call<'_>) -> Result<Response, CallError> {
        let base = call.base_url;
        let request = match call.questions {
            [only] => self.client.post(format!("{base}/openapi/v1/tariff")).json(only),
            items => {
                self.client.post(format!("{base}/openapi/v1/tariff/batch")).json(&Batch { items })
            }
        };
        let request = request
            .header(call.key_header, key(call.key.0)?)
            .header("X-Request-Id", call.request_id)
            .header("traceparent", call.traceparent)
            .timeout(call.timeout);
        request.send().await.map_err(|error| unavailable(&error))
    }
}

impl Classifier for HttpClassifier {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let response = self.send(call).await?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(sort_status(status, wait(response.headers())));
        }
        read_answers(call.questions, &bounded(response).await?)
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let request = self
            .client
            .get(look_up.url())
            .header(look_up.key_header, key(look_up.key.0)?)
            .header("X-Request-Id", look_up.request_id)
            .timeout(look_up.timeout);
        let response = request.send().await.map_err(|error| unavailable(&error))?;
        match response.status().as_u16() {
            200 => read_found(&bounded(response).await?),
            202 => Ok(Found::Working),
            404 => Ok(Found::Nothing),
            status => Err(sort_status(status, wait(response.headers()))),
        }
    }
}

/// A key that cannot stand in a header was stored wrongly: the operator's fault.
fn key(key: &str) -> Result<HeaderValue, CallError> {
    let mut value = HeaderValue::from_str(key.trim()).map_err(|_| CallError::Misconfigured(401))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A date is read against the provider's own clock where it sends one.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let date = text(reqwest::header::DATE).and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let now = date.map_or(Timestamp::UNIX_EPOCH, |date| date.timestamp());
    retry_after(text(RETRY_AFTER)?, now)
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unavailable(&error))? {
        if body.len().saturating_add(chunk.len()) > MAX_ANSWER_BYTES {
            return Err(CallError::Nonsense(format!("more than {MAX_ANSWER_BYTES} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The kind of fault, without the URL, which may hold more than a host.
fn unavailable(error: &reqwest::Error) -> CallError {
    let outage = if error.is_timeout() {
        Outage::Timeout
    } else if error.is_connect() {
        Outage::NoConnection
    } else {
        Outage::Broken
    };
    CallError::Unavailable(outage)
}
