//! What became of an earlier call, where the provider can be asked.
//!
//! | The look-up is answered with | What became of the call |
//! |---|---|
//! | 404, 410; or a failure of the call as a whole, without items | [`Found::Nothing`] |
//! | 202; or a `status` of work (`pending`, `processing`, …), of the whole or of every item | [`Found::Working`] |
//! | a list of items, or one item that names itself | [`Found::Answers`]; among them, items that are not answered yet are retryable, `pending` |
//! | anything else | [`CallError::Nonsense`] |

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use outbound::Key;

use crate::answer::Answer;
use crate::error::CallError;
use crate::json::{nonsense, readable};
use crate::named::Named;
use crate::status::Status;
use crate::whole::{Heard, Whole};

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
    /// Failures that pass at this API, beside those that pass anywhere.
    pub retryable: &'a [String],
    /// How long the answer may take.
    pub timeout: Duration,
    /// The time: a `Retry-After` that is a date is measured by it where the answer has no `Date`.
    pub now: Timestamp,
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
    /// It was answered, in part at least.
    Answers {
        /// The model and the tariff schedule that the provider names.
        about: Named,
        /// What it said, by the ids that it was asked by. An item that [is
        /// pending](Answer::is_pending) is still being worked on: it is not to be asked again.
        items: HashMap<String, Answer>,
    },
}

/// Reads the body of an answer to a look-up: what the call itself would have been answered with,
/// for one item or for several, or that there is no answer yet.
pub fn read_found(body: &[u8], retryable: &[String]) -> Result<Found, CallError> {
    let text = readable(body)?;
    let whole = Whole::read(&text)?;
    match whole.status() {
        Status::Working => return Ok(Found::Working),
        Status::Failed(_) if whole.is_about_the_call() => return Ok(Found::Nothing),
        Status::Completed | Status::Failed(_) | Status::Unsaid => {}
    }
    let heard = Heard::read(whole.items(), None, |_| true, retryable);
    let Heard { items, ignored } = heard;
    if items.is_empty() && (ignored > 0 || !whole.has_list()) {
        return Err(nonsense("no item in it can be read"));
    }
    if !items.is_empty() && items.values().all(Answer::is_pending) {
        return Ok(Found::Working);
    }
    Ok(Found::Answers { about: whole.about(), items })
}

#[cfg(test)]
mod tests;
