//! Results that nobody waits for: they come in an event, or are fetched when an event says so.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::{Answer, item, not_json};
use crate::error::CallError;
use crate::extract::text;

/// One result, read as the answer to a call is.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The item it is about.
    pub item_id: String,
    /// What is said of it.
    pub answer: Answer,
    /// Who says so.
    pub named: Named,
}

/// What a result, or the document around it, names beside its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The `X-Request-Id` of the call that was answered.
    pub request_id: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// The tariff schedule.
    pub schedule: Option<String>,
}

/// Reads one result, whose bytes are kept verbatim.
pub fn read_result(result: &str) -> Result<Told, CallError> {
    let raw: &RawValue = serde_json::from_str(result).map_err(|error| not_json(&error))?;
    let (item_id, answer) = item(raw)?;
    let named = serde_json::from_str(result).map(|value| Named::of(&value)).unwrap_or_default();
    Ok(Told { item_id, answer, named })
}

impl Named {
    /// What this object names itself.
    pub fn of(value: &Value) -> Self {
        Self {
            request_id: text(value, &["request_id"]),
            model: text(value, &["model"]),
            schedule: text(value, &["schedule"]),
        }
    }

    /// The same, and what the document around it names where it is silent.
    #[must_use]
    pub fn or(self, around: &Self) -> Self {
        let or = |own: Option<String>, around: &Option<String>| own.or_else(|| around.clone());
        Self {
            request_id: or(self.request_id, &around.request_id),
            model: or(self.model, &around.model),
            schedule: or(self.schedule, &around.schedule),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_as_an_answer_is_and_kept_byte_for_byte() {
        let text = r#"{"item_id": "SKU-1",  "hts_code": "6109.10.00.12", "model": "m-2"}"#;
        let told = read_result(text).expect("a result");
        assert_eq!((told.item_id.as_str(), told.named.model.as_deref()), ("SKU-1", Some("m-2")));
        let Answer::Completed { hts_code, verbatim, .. } = told.answer else { panic!("no code") };
        assert_eq!((hts_code.as_str(), verbatim.as_str()), ("6109.10.00.12", text));
    }

    #[test]
    fn what_is_no_result_is_nonsense_and_not_quoted() {
        for text in ["hunter2", "{}", r#"{"item_id":"hunter2"}"#, r#"{"hts_code":"hunter2"}"#] {
            let error = read_result(text).expect_err("no result");
            assert!(matches!(error, CallError::Nonsense(_)), "{error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn what_a_result_does_not_name_the_document_around_it_may() {
        let named = |text: &str| Named::of(&serde_json::from_str(text).expect("JSON"));
        let around = named(r#"{"model": "m-1", "request_id": "r-1", "schedule": 7}"#);
        let own = named(r#"{"model": "m-2"}"#).or(&around);
        assert_eq!(own.model.as_deref(), Some("m-2"));
        assert_eq!((own.request_id.as_deref(), own.schedule), (Some("r-1"), None));
    }
}
