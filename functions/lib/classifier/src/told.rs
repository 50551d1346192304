//! Results that nobody waits for: they come in an event, or are fetched when an event says so.

use crate::answer::Answer;
use crate::error::CallError;
use crate::fields::Fields;
use crate::item;
use crate::json::{nonsense, readable, whole};
use crate::named::Named;

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

/// Reads one result, whose bytes are kept verbatim: by the same rules as an item of an answer.
/// `retryable` are failures that pass at the API which tells it, beside those that pass anywhere.
///
/// What is no object, or names no item, is nonsense.
pub fn read_result(result: &str, retryable: &[String]) -> Result<Told, CallError> {
    let text = readable(result.as_bytes())?;
    let raw = whole(&text)?;
    let fields = Fields::read(raw).ok_or_else(|| nonsense("a result that is no object"))?;
    let item_id = item::id_of(&fields).ok_or_else(|| nonsense("a result without its item's id"))?;
    let answer = item::answer(&fields, raw, retryable);
    Ok(Told { item_id, answer, named: Named::read(&fields) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(result: &str) -> Told {
        read_result(result, &["quota_exceeded".to_owned()]).expect("a result")
    }

    fn retryable(code: &str) -> Answer {
        Answer::Retryable { code: code.to_owned() }
    }

    #[test]
    fn a_result_is_read_as_an_answer_is_and_kept_byte_for_byte() {
        let text = r#"{"item_id": "SKU-1",  "hts_code": "6109.10.00.12", "model": "m-2"}"#;
        let told = read(text);
        assert_eq!((told.item_id.as_str(), told.named.model.as_deref()), ("SKU-1", Some("m-2")));
        let Answer::Completed { hts_code, verbatim, .. } = told.answer else { panic!("no code") };
        assert_eq!((hts_code.as_str(), verbatim.as_str()), ("6109.10.00.12", text));
    }

    #[test]
    fn a_result_may_name_its_item_by_a_number() {
        assert_eq!(read(r#"{"item_id": 47110, "hts_code": "6109.10"}"#).item_id, "47110");
        assert_eq!(
            read(r#"{"id": 9876543210987654321, "status": "failed"}"#).item_id,
            "9876543210987654321"
        );
    }

    #[test]
    fn a_result_that_is_none_yet_says_why() {
        let told = |rest: &str| read(&format!(r#"{{"item_id": "a", {rest}}}"#)).answer;
        assert_eq!(told(r#""status": "processing""#), retryable("pending"));
        assert_eq!(told(r#""hts_code": null"#), retryable("pending"));
        assert_eq!(told(r#""status": "failed", "code": "BUSY""#), retryable("busy"));
        assert_eq!(told(r#""code": "quota_exceeded""#), retryable("quota_exceeded"));
    }

    #[test]
    fn what_is_no_result_is_nonsense_and_not_quoted() {
        for text in ["hunter2", "\"hunter2\"", "{}", "[\"hunter2\"]", r#"{"hts_code":"hunter2"}"#] {
            let error = read_result(text, &[]).expect_err("no result");
            assert!(matches!(error, CallError::Nonsense(_)), "{error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn what_a_result_does_not_name_the_document_around_it_may() {
        let named = |text: &str| Named::of(&serde_json::from_str(text).expect("JSON"));
        let around = named(r#"{"model": "m-1", "request_id": "r-1", "schedule": 2026}"#);
        let own = named(r#"{"model": "m-2", "schedule": {"year": 2026}}"#).or(&around);
        assert_eq!(own.model.as_deref(), Some("m-2"));
        assert_eq!(own.request_id.as_deref(), Some("r-1"));
        assert_eq!(own.schedule.as_deref(), Some("2026"));
    }
}
