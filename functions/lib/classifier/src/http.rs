//! The API over HTTP.

use outbound::{Broken, NoHeader, Outage, Sent, bounded, wait};
use reqwest::header::ACCEPT;
use reqwest::{Client, RequestBuilder, Response};
use serde::Serialize;

use crate::answer::Answers;
use crate::call::{Call, Classifier, Question};
use crate::error::{CallError, is_answer, sort_status};
use crate::found::{Found, LookUp, read_found};
use crate::read::read_answers;

/// The most bytes of an answer that are read, as sent and as unpacked: 200 items of 40 KiB each.
pub const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// The most bytes of what is found by a look-up, as sent and as unpacked: a job's answers come
/// together.
pub const MAX_FOUND_BYTES: usize = 24 * 1024 * 1024;

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
    /// Opens the client.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { client: outbound::client()? })
    }

    async fn ask(&self, call: Call<'_>) -> Result<Response, CallError> {
        let base = call.base_url;
        let request = match (call.path, call.questions) {
            (Some(path), items) => self.client.post(format!("{base}{path}")).json(&Batch { items }),
            (None, [only]) => self.client.post(format!("{base}/openapi/v1/tariff")).json(only),
            (None, items) => {
                self.client.post(format!("{base}/openapi/v1/tariff/batch")).json(&Batch { items })
            }
        };
        let request = request
            .header(call.key_header, call.key.header()?)
            .header("X-Request-Id", call.request_id)
            .header("traceparent", call.traceparent)
            .timeout(call.timeout);
        send(request).await
    }

    async fn ask_about(&self, look_up: LookUp<'_>) -> Result<Response, CallError> {
        let request = self
            .client
            .get(look_up.url())
            .header(look_up.key_header, look_up.key.header()?)
            .header("X-Request-Id", look_up.request_id)
            .timeout(look_up.timeout);
        send(request).await
    }
}

async fn send(request: RequestBuilder) -> Result<Response, CallError> {
    let request = request.header(ACCEPT, "application/json");
    request.send().await.map_err(|error| CallError::Unavailable(Outage::of(&error)))
}

impl Classifier for HttpClassifier {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let sent = Sent::at(call.now);
        let response = self.ask(call).await?;
        match response.status().as_u16() {
            status if is_answer(status) => {
                let body = bounded(response, MAX_ANSWER_BYTES).await?;
                read_answers(call.questions, &body, call.retryable)
            }
            status => Err(sort_status(status, wait(response.headers(), sent.now()))),
        }
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let sent = Sent::at(look_up.now);
        let response = self.ask_about(look_up).await?;
        match response.status().as_u16() {
            202 => Ok(Found::Working),
            404 | 410 => Ok(Found::Nothing),
            status if is_answer(status) => {
                read_found(&bounded(response, MAX_FOUND_BYTES).await?, look_up.retryable)
            }
            status => Err(sort_status(status, wait(response.headers(), sent.now()))),
        }
    }
}

impl From<NoHeader> for CallError {
    fn from(_: NoHeader) -> Self {
        Self::Misconfigured(401)
    }
}

impl From<Broken> for CallError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Connection(outage) => Self::Unavailable(outage),
            Broken::TooLong(_) | Broken::Encoding | Broken::Gzip => {
                Self::Nonsense(broken.to_string())
            }
        }
    }
}
