//! Why there is no answer.

use crate::fields::{Field, Fields};
use crate::status::Status;
use crate::words::{MAX_WORD, PASSING, find, same};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Asking again may help.
    Passing(String),
    /// It does not.
    Lasting(String),
}

impl Failure {
    /// Why there is no answer, where that is said: in a word, or in a word of an error's own
    /// object.
    pub fn of(fields: &Fields<'_>, retryable: &[String]) -> Option<Self> {
        let own = ["code", "error_code", "error"].map(|name| fields.get(name).word());
        let inner = match fields.get("error") {
            Field::Object(error) => ["code", "type"].map(|name| error.get(name).word()),
            Field::Absent | Field::Text(_) | Field::Number(_) | Field::List(_) | Field::Other => {
                [None, None]
            }
        };
        let mut words = own.into_iter().chain(inner).flatten();
        words.find_map(|word| Self::passing(&word, retryable).or_else(|| Self::lasting(&word)))
    }

    /// The failure that may pass which this word means, by our list or the API's own.
    pub fn passing(word: &str, retryable: &[String]) -> Option<Self> {
        let own = || retryable.iter().map(String::as_str).find(|own| same(own, word));
        find(&PASSING, word).or_else(own).map(|known| Self::Passing(known.to_owned()))
    }

    /// Any other word, unless it is one for an answer. What is no word is prose.
    fn lasting(word: &str) -> Option<Self> {
        let is_failure = match Status::of_word(word) {
            Status::Completed | Status::Working => false,
            Status::Failed(_) => true,
            Status::Unsaid => word.parse::<u64>().is_err(),
        };
        (is_failure && is_code(word)).then(|| Self::Lasting(word.to_owned()))
    }
}

/// A code is a word. What is longer, or holds anything else, is prose: it stays in the verbatim
/// answer, and gets into no column, log or metric.
fn is_code(text: &str) -> bool {
    (1..=MAX_WORD).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests;
