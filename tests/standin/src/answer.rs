//! The answers as they go over the wire.

use serde::Serialize;

use crate::catalogue::{Component, Duty};

/// The model every answer names.
pub const MODEL: &str = "standin-1";

/// The tariff every answer is by.
pub const SCHEDULE: &str = "HTSUS 2026 Revision 4";

/// What was asked: it decides the shape of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Up to 200 items in a list.
    Batch,
    /// One bare item.
    Single,
}

/// A whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// Who says so.
    pub model: &'static str,
    /// By which tariff.
    pub schedule: &'static str,
    /// One result per item.
    pub results: Vec<ItemResult>,
}

impl Answer {
    /// An answer in the stand-in's name.
    pub fn new(request_id: &str, results: Vec<ItemResult>) -> Self {
        Self { request_id: request_id.to_owned(), model: MODEL, schedule: SCHEDULE, results }
    }

    /// The body, its fields in the order of these types: a client that claims to keep it verbatim
    /// is held to that. For a single item its result stands bare, beside the other fields; an answer
    /// that was spoilt until it has not exactly one result stays a list.
    pub fn body(&self, endpoint: Endpoint) -> serde_json::Result<String> {
        match (endpoint, self.results.as_slice()) {
            (Endpoint::Single, [result]) => serde_json::to_string(&Bare::new(self, result)),
            (Endpoint::Single | Endpoint::Batch, _) => serde_json::to_string(self),
        }
    }
}

#[derive(Serialize)]
struct Bare<'a> {
    request_id: &'a str,
    model: &'a str,
    schedule: &'a str,
    #[serde(flatten)]
    result: &'a ItemResult,
}

impl<'a> Bare<'a> {
    fn new(answer: &'a Answer, result: &'a ItemResult) -> Self {
        Self {
            request_id: &answer.request_id,
            model: answer.model,
            schedule: answer.schedule,
            result,
        }
    }
}

/// What is said about one item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemResult {
    /// Which item.
    pub item_id: String,
    /// What about it.
    #[serde(flatten)]
    pub finding: Finding,
}

/// A classification, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Finding {
    /// It was classified.
    Completed(Classification),
    /// It was not.
    Failed {
        /// The API's code: some are final, some worth another try.
        code: String,
        /// The same for people.
        message: String,
    },
}

/// Where an item belongs in the tariff, and what that costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// Ten digits, dotted.
    pub hts_code: String,
    /// The tariff's words for it.
    pub description: String,
    /// From 0 to 1.
    pub confidence: f64,
    /// The duty stack.
    pub duty: Duty,
    /// The parts of composite goods; else empty.
    pub components: Vec<Component>,
}
