//! Items that are answered in another way than the catalogue would.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What stands for the item's id in a text that is sent as it stands.
const PLACE: &str = "{item_id}";

/// An answer, the items it is for, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemRule {
    /// Items in whose description this text occurs. A client's ids may tell nothing.
    pub described: String,
    /// How many calls it applies to; none: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<NonZeroU32>,
    /// What is said of them.
    pub answer: ItemAnswer,
}

/// What is said of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemAnswer {
    /// It is pending, its code null.
    Pending,
    /// It is completed, its code null.
    NoCode,
    /// Its code is a number, which loses a zero in front.
    NumberCode,
    /// Nothing.
    Missing,
    /// It failed with this code.
    Failed(String),
    /// The same, its status written `FAILED`.
    ShoutedFailed(String),
    /// This: a text as it stands, the item's id for `{item_id}`; an object with the item's id in
    /// it, unless it has one; anything else as JSON.
    Raw(Value),
}

impl ItemRule {
    /// This answer for items so described, for ever.
    pub fn new(described: impl Into<String>, answer: ItemAnswer) -> Self {
        Self { described: described.into(), times: None, answer }
    }

    /// The same, for one call only.
    #[must_use]
    pub fn once(self) -> Self {
        Self { times: Some(NonZeroU32::MIN), ..self }
    }
}

/// What a raw answer is on the wire.
pub fn raw(json: &Value, item_id: &str) -> String {
    let id = Value::from(item_id);
    match json {
        Value::String(text) => text.replace(PLACE, &id.to_string()),
        Value::Object(fields) if !fields.contains_key("item_id") && !fields.contains_key("id") => {
            let mut fields = fields.clone();
            fields.insert("item_id".to_owned(), id);
            Value::Object(fields).to_string()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn every_item_rule_is_written_as_it_was_read() {
        for rule in [
            json!({"described": "number 77;", "answer": "pending", "times": 1}),
            json!({"described": "", "answer": "missing"}),
            json!({"described": "mug", "answer": {"shouted_failed": "too_vague"}}),
            json!({"described": "mug", "answer": {"raw": {"hts_code": 101_210_000}}}),
        ] {
            let read: ItemRule = from_value(rule.clone()).unwrap();
            assert_eq!(to_value(read).unwrap(), rule);
        }
    }

    #[test]
    fn a_raw_answer_is_sent_as_it_stands_with_the_items_id() {
        assert_eq!(raw(&json!({"hts_code": 7}), "a"), r#"{"hts_code":7,"item_id":"a"}"#);
        assert_eq!(raw(&json!({"id": 7}), "a"), r#"{"id":7}"#);
        assert_eq!(raw(&json!(r#"{"id": {item_id}, "x": NaN}"#), "a"), r#"{"id": "a", "x": NaN}"#);
        assert_eq!(raw(&json!(null), "a"), "null");
    }
}
