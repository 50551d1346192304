//! What became of an earlier call, where the provider can be asked.

use std::collections::HashMap;
use std::time::Duration;

use outbound::Key;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Answers, Batch, item, nonsense, not_json};
use crate::error::CallError;

/// What stands for the id in the path.
const PLACE: &str = "{request_id}";

/// One question about an earlier call.
#[derive(Clone, Copy, Debug)]
pub struct LookUp<'a> {
    /// What comes before the path.
    pub base_url: &'a str,
    /// The path, `{request_id}` where the id belongs.
    pub path: &'a str,
    /// The header that carries the key.
    pub key_header: &'a str,
    /// The key, with its prefix. Never printed.
    pub key: Key<'a>,
    /// The earlier call's `X-Request-Id`.
    pub request_id: &'a str,
    /// How long the answer may take.
    pub timeout: Duration,
}

impl LookUp<'_> {
    /// Where it is asked.
    pub fn url(&self) -> String {
        format!("{}{}", self.base_url, self.path.replace(PLACE, self.request_id))
    }
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The provider does not know it: nothing was asked, or nothing is kept.
    Nothing,
    /// It is still being worked on.
    Working,
    /// It was answered.
    Answers {
        /// The model and the tariff schedule that the provider names; no items.
        about: Answers,
        /// What it said, by the ids that it was asked by.
        items: HashMap<String, Answer>,
    },
}

/// Words for a call that is not answered yet.
const WORKING: [&str; 4] = ["pending", "processing", "queued", "working"];

/// What the answer says of the call as a whole.
#[derive(Deserialize)]
struct Whole {
    status: Option<String>,
    model: Option<String>,
    schedule: Option<String>,
}

/// Reads the body of a 200: what the call itself would have been answered with, for one item or
/// for several, or that there is no answer yet.
pub fn read_found(body: &[u8]) -> Result<Found, CallError> {
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
    let whole: Whole = serde_json::from_str(raw.get()).map_err(|error| not_json(&error))?;
    if whole.status.is_some_and(|status| WORKING.contains(&&*status)) {
        return Ok(Found::Working);
    }
    let results = match serde_json::from_str::<Batch<'_>>(raw.get()) {
        Ok(batch) => batch.results,
        Err(_single) => vec![raw],
    };
    let mut items = HashMap::with_capacity(results.len());
    for raw in results {
        let (item_id, answer) = item(raw)?;
        if items.insert(item_id, answer).is_some() {
            return Err(nonsense("an item answered twice"));
        }
    }
    let about = Answers { model: whole.model, schedule: whole.schedule, items: Vec::new() };
    Ok(Found::Answers { about, items })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(body: &str) -> Vec<String> {
        match read_found(body.as_bytes()) {
            Ok(Found::Answers { items, .. }) => items.into_keys().collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_shapes_of_an_answer_are_read() {
        assert_eq!(ids(r#"{"item_id": "a", "hts_code": "1"}"#), ["a"]);
        assert_eq!(ids(r#"{"results": [{"item_id": "b", "hts_code": "1"}]}"#), ["b"]);
    }

    #[test]
    fn a_call_that_is_worked_on_is_not_taken_for_an_answer() {
        assert_eq!(read_found(br#"{"status": "processing"}"#), Ok(Found::Working));
    }

    #[test]
    fn an_answer_that_cannot_be_one_is_nonsense() {
        for body in ["<html>", "[]", "{}", r#"{"results": [{"item_id": "a"}]}"#] {
            let found = read_found(body.as_bytes());
            assert!(matches!(found, Err(CallError::Nonsense(_))), "{body}: {found:?}");
        }
    }

    #[test]
    fn the_id_stands_where_the_path_says() {
        let look_up = LookUp {
            base_url: "https://api.example",
            path: "/requests/{request_id}/result",
            key_header: "x-api-key",
            key: Key("k"),
            request_id: "r-1",
            timeout: Duration::from_secs(1),
        };
        assert_eq!(look_up.url(), "https://api.example/requests/r-1/result");
    }
}
