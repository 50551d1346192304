//! How far an item, or a call, is.

use crate::fields::Fields;
use crate::words::{COMPLETED, FAILED, PASSING, WORKING, find};

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Completed,
    /// And the word for it.
    Failed(String),
    Working,
    /// There is none, or one that is not known.
    Unsaid,
}

impl Status {
    /// What `status` says. A number is read as a status of HTTP.
    pub fn of(fields: &Fields<'_>) -> Self {
        fields.get("status").word().map_or(Self::Unsaid, |word| Self::of_word(word.trim()))
    }

    /// What a word says. One for a failure that may pass is one for a failure.
    pub fn of_word(word: &str) -> Self {
        if find(&COMPLETED, word).is_some() {
            Self::Completed
        } else if find(&WORKING, word).is_some() {
            Self::Working
        } else if find(&FAILED, word).or_else(|| find(&PASSING, word)).is_some() {
            Self::Failed(word.to_owned())
        } else {
            Self::of_number(word)
        }
    }

    fn of_number(word: &str) -> Self {
        match word.parse() {
            Ok(202) => Self::Working,
            Ok(200..=299) => Self::Completed,
            Ok(400..=599) => Self::Failed(word.to_owned()),
            Ok(0_u16..) | Err(_) => Self::Unsaid,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn status_of(status: &str) -> Status {
        let object = format!(r#"{{"status": {status}}}"#);
        let raw: &RawValue = serde_json::from_str(&object).expect("JSON");
        Status::of(&Fields::read(raw).expect("an object"))
    }

    #[test]
    fn words_of_status_are_read_in_any_case_and_writing() {
        for done in [r#""Completed""#, r#""SUCCESS""#, r#"" ok ""#, "200", r#""201""#] {
            assert_eq!(status_of(done), Status::Completed, "{done}");
        }
        for working in [r#""In Progress""#, r#""in-progress""#, r#""CLARIFYING""#, "202"] {
            assert_eq!(status_of(working), Status::Working, "{working}");
        }
        for failed in [r#""FAILED""#, r#""Error""#, r#""Timed Out""#, "422", "503"] {
            assert!(matches!(status_of(failed), Status::Failed(_)), "{failed}");
        }
        for other in [r#""reviewed""#, "null", "true", "{}", "0", "70000", r#""\ud83d""#] {
            assert_eq!(status_of(other), Status::Unsaid, "{other}");
        }
    }
}
