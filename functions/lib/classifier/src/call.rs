//! What is asked.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use outbound::Key;
use serde::Serialize;

use crate::answer::Answers;
use crate::error::CallError;
use crate::found::{Found, LookUp};

/// One item, as the API takes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Question {
    /// Unique within its call.
    pub item_id: String,
    /// What is classified.
    pub description: String,
    /// Where it comes from, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_of_origin: Option<String>,
}

/// One call: one item goes to the single endpoint, more to the batch endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// What comes before `/openapi/v1/…`.
    pub base_url: &'a str,
    /// The header that carries the key.
    pub key_header: &'a str,
    /// The key, with its prefix. Never printed.
    pub key: Key<'a>,
    /// `X-Request-Id`, by which the provider can be asked what became of the call.
    pub request_id: &'a str,
    /// `traceparent` (W3C Trace Context): the trace that the call belongs to.
    pub traceparent: &'a str,
    /// The path after `base_url`; by default that for one item, or for several.
    pub path: Option<&'a str>,
    /// The items, at least one.
    pub questions: &'a [Question],
    /// Failures that pass at this API, beside those that pass anywhere (`rate_limited`, …), in any
    /// writing: `quota_exceeded`, where a quota is given anew each night.
    pub retryable: &'a [String],
    /// How long the answer may take, to its last byte.
    pub timeout: Duration,
    /// The time: a `Retry-After` that is a date is measured by it where the answer has no `Date`.
    pub now: Timestamp,
}

/// A classification API.
pub trait Classifier: Send + Sync {
    /// Makes one call. A batch with failed or missing items is a normal answer.
    fn classify(&self, call: Call<'_>) -> impl Future<Output = Result<Answers, CallError>> + Send;

    /// Asks what became of an earlier call. Nothing is classified, and nothing paid for.
    fn look_up(&self, look_up: LookUp<'_>)
    -> impl Future<Output = Result<Found, CallError>> + Send;
}
