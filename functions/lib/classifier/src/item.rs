//! What is said of one item, judged by itself.
//!
//! The first row that fits counts. *A code* is one by the rules of `code.rs`; *a failure's word* is
//! one by those of `failure.rs`.
//!
//! | `status` | code | failure's word | the answer |
//! |---|---|---|---|
//! | pending, processing, clarifying, … | any | any | retryable, `pending` |
//! | failed, error, … | any | one that passes | retryable, by that word |
//! | failed, error, … | any | another, or none | failed, by that word or as `failed` |
//! | completed, …; none, or not known | a code | any | completed |
//! | completed, …; none, or not known | none | one that passes | retryable, by that word |
//! | completed, …; none, or not known | none | another | failed, by that word |
//! | completed, … | none | none | failed, `no_code` |
//! | none, or not known | a text or number that is none | none | failed, `no_code` |
//! | none, or not known | of another type | none | retryable, `unreadable` |
//! | none, or not known | no field, null, a blank | none | retryable, `pending` |
//!
//! A completed or failed answer of more than 256 KiB is failed, `too_long`: asking again would
//! hardly shorten it.

use serde_json::json;
use serde_json::value::RawValue;

use crate::answer::{Answer, PENDING};
use crate::code::Code;
use crate::columns;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::status::Status;

/// Not answered at all.
pub(crate) const MISSING: &str = "missing";
/// Answered by something that is no answer.
pub(crate) const UNREADABLE: &str = "unreadable";
/// Answered in two ways.
pub(crate) const ANSWERED_TWICE: &str = "answered_twice";
/// Completed, without a code.
const NO_CODE: &str = "no_code";
/// More than can be kept.
const TOO_LONG: &str = "too_long";
/// A failure for which the provider has no word.
const UNNAMED: &str = "failed";

/// The most bytes of one item's answer. It is kept verbatim, and a row of `DynamoDB` takes 400 KB.
pub(crate) const MAX_ITEM_BYTES: usize = 256 * 1024;

/// The id by which an item is told apart; a number as it is written.
pub(crate) fn id_of(fields: &Fields<'_>) -> Option<String> {
    fields.word(&["item_id", "id"])
}

/// The answer for an item that there is none for, or none that can be used.
pub(crate) fn retryable(code: &str) -> Answer {
    Answer::Retryable { code: code.to_owned() }
}

/// What is said of an item, by the table above. Beside our own words for failures that pass there
/// are the API's (`retryable`).
pub(crate) fn answer(fields: &Fields<'_>, raw: &RawValue, retryable: &[String]) -> Answer {
    match judge(fields, retryable) {
        Verdict::Completed(_) | Verdict::Failed(_) if raw.get().len() > MAX_ITEM_BYTES => {
            too_long(raw.get().len())
        }
        Verdict::Completed(hts_code) => Answer::Completed {
            hts_code,
            duty: columns::duty(fields),
            confidence: columns::confidence(fields),
            components: columns::components(fields),
            verbatim: raw.get().to_owned(),
        },
        Verdict::Failed(code) => Answer::Failed { code, verbatim: raw.get().to_owned() },
        Verdict::Retryable(code) => Answer::Retryable { code },
    }
}

/// What stands in an answer's place that is longer than can be kept.
fn too_long(bytes: usize) -> Answer {
    let verbatim = json!({"too_long": true, "bytes": bytes, "most_bytes": MAX_ITEM_BYTES});
    Answer::Failed { code: TOO_LONG.to_owned(), verbatim: verbatim.to_string() }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Completed(String),
    Failed(String),
    Retryable(String),
}

fn judge(fields: &Fields<'_>, retryable: &[String]) -> Verdict {
    let failure = Failure::of(fields, retryable);
    match (Status::of(fields), Code::of(fields), failure) {
        (Status::Working, _, _) | (Status::Unsaid, Code::Absent, None) => {
            Verdict::Retryable(PENDING.to_owned())
        }
        (Status::Failed(word), _, None) => {
            let failure = Failure::passing(&word, retryable);
            failure.map_or(Verdict::Failed(UNNAMED.to_owned()), Verdict::from)
        }
        (Status::Completed | Status::Unsaid, Code::Given(code), _) => Verdict::Completed(code),
        (Status::Failed(_) | Status::Completed | Status::Unsaid, _, Some(failure)) => {
            failure.into()
        }
        (Status::Completed, Code::Unusable | Code::Odd | Code::Absent, None)
        | (Status::Unsaid, Code::Unusable, None) => Verdict::Failed(NO_CODE.to_owned()),
        (Status::Unsaid, Code::Odd, None) => Verdict::Retryable(UNREADABLE.to_owned()),
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Passing(code) => Self::Retryable(code),
            Failure::Lasting(code) => Self::Failed(code),
        }
    }
}

#[cfg(test)]
mod tests;
