//! The API over HTTP.

use outbound::{Broken, NoHeader, Outage, bounded, wait};
use reqwest::{Client, Response};
use serde::Serialize;

use crate::answer::{Answers, read_answers};
use crate::call::{Call, Classifier, Question};
use crate::error::{CallError, sort_status};
use crate::found::{Found, LookUp, read_found};

/// The most bytes of an answer that are read: 200 items of 40 KiB each.
pub const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

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

    async fn send(&self, call: Call<'_>) -> Result<Response, CallError> {
        let base = call.base_url;
        let request = match call.questions {
            [only] => self.client.post(format!("{base}/openapi/v1/tariff")).json(only),
            items => {
                self.client.post(format!("{base}/openapi/v1/tariff/batch")).json(&Batch { items })
            }
        };
        let request = request
            .header(call.key_header, call.key.header()?)
            .header("X-Request-Id", call.request_id)
            .header("traceparent", call.traceparent)
            .timeout(call.timeout);
        request.send().await.map_err(|error| CallError::Unavailable(Outage::of(&error)))
    }
}

impl Classifier for HttpClassifier {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let response = self.send(call).await?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(sort_status(status, wait(response.headers())));
        }
        read_answers(call.questions, &bounded(response, MAX_ANSWER_BYTES).await?)
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let request = self
            .client
            .get(look_up.url())
            .header(look_up.key_header, look_up.key.header()?)
            .header("X-Request-Id", look_up.request_id)
            .timeout(look_up.timeout);
        let response =
            request.send().await.map_err(|error| CallError::Unavailable(Outage::of(&error)))?;
        match response.status().as_u16() {
            200 => read_found(&bounded(response, MAX_ANSWER_BYTES).await?),
            202 => Ok(Found::Working),
            404 => Ok(Found::Nothing),
            status => Err(sort_status(status, wait(response.headers()))),
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
            Broken::TooLong(_) => Self::Nonsense(broken.to_string()),
        }
    }
}
