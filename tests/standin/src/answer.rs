//! The answers as they go over the wire.

use serde::Serialize;
use serde_json::Value;

use crate::catalogue::Classification;

/// The model every answer names.
pub const MODEL: &str = "standin-1";

/// The tariff every answer is by.
pub const SCHEDULE: &str = "HTSUS 2026 Revision 4";

/// What was asked: it decides the shape of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Up to 200 items in a list.
    Batch,
    /// Any number of items, answered later: by callback, or to whoever asks.
    Job,
    /// One bare item.
    Single,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// Who says so.
    pub model: &'static str,
    /// By which tariff: a text, unless it was told otherwise.
    pub schedule: Value,
    /// One result per item.
    pub results: Vec<ItemResult>,
}

impl Answer {
    /// An answer in the stand-in's name.
    pub fn new(request_id: &str, results: Vec<ItemResult>) -> Self {
        let (request_id, schedule) = (request_id.to_owned(), Value::from(SCHEDULE));
        Self { request_id, model: MODEL, schedule, results }
    }

    /// The body, its fields in the order of these types: a client that claims to keep it verbatim
    /// is held to that. For a single item its result stands bare, beside the other fields; an answer
    /// that was spoilt until it has not exactly one result stays a list.
    pub fn body(&self, endpoint: Endpoint) -> serde_json::Result<String> {
        let about = self.about()?;
        let results: Vec<_> =
            self.results.iter().map(ItemResult::json).collect::<Result<_, _>>()?;
        Ok(match (endpoint, results.as_slice()) {
            (Endpoint::Single, [result]) => bare(&about, result),
            (Endpoint::Single | Endpoint::Batch | Endpoint::Job, _) => {
                format!(r#"{{{about},"results":[{}]}}"#, results.join(","))
            }
        })
    }

    /// The fields beside the results.
    fn about(&self) -> serde_json::Result<String> {
        let request_id = serde_json::to_string(&self.request_id)?;
        let model = serde_json::to_string(self.model)?;
        Ok(format!(r#""request_id":{request_id},"model":{model},"schedule":{}"#, self.schedule))
    }
}

/// One result beside the other fields; what is no object stands for itself.
fn bare(about: &str, result: &str) -> String {
    match result.trim_start().strip_prefix('{') {
        Some(rest) if rest.trim() == "}" => format!("{{{about}}}"),
        Some(rest) => format!("{{{about},{rest}"),
        None => result.to_owned(),
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

impl ItemResult {
    fn json(&self) -> serde_json::Result<String> {
        match &self.finding {
            Finding::Told(text) => Ok(text.clone()),
            Finding::Completed(_) | Finding::Failed { .. } => serde_json::to_string(self),
        }
    }
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
    /// What it was told to say, as it stands.
    #[serde(skip)]
    Told(String),
}
