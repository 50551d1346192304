//! From a message to an envelope.

use serde::Deserialize;
use thiserror::Error;

use crate::{Envelope, VERSION};

/// Why a message gave no envelope.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unopened {
    /// Nothing that this system ever sealed: it can never be worked on.
    #[error("not an envelope: {0}")]
    Unreadable(String),
    /// Sealed by a newer build, as happens while an upgrade is under way: wait for it.
    #[error("envelope version {0} is newer than this build reads")]
    Newer(u32),
}

/// The one field that every version has.
#[derive(Deserialize)]
struct AnyVersion {
    v: u32,
}

/// Opens a message's body.
pub fn open(message: &str) -> Result<Envelope, Unopened> {
    let AnyVersion { v } = serde_json::from_str(message).map_err(|error| unreadable(&error))?;
    if v > VERSION {
        return Err(Unopened::Newer(v));
    }
    serde_json::from_str(message).map_err(|error| unreadable(&error))
}

/// Where it went wrong, and never what stood there: serde quotes what it did not expect.
fn unreadable(error: &serde_json::Error) -> Unopened {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a field is missing or of the wrong type",
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof => "not JSON",
    };
    Unopened::Unreadable(format!("{kind}, line {}, column {}", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_sealed_is_unreadable_and_not_quoted() {
        for message in ["", "hunter2", "[]", r#"{"v":1,"source":"hunter2!"}"#] {
            let refused = open(message).expect_err("no envelope");
            assert!(matches!(refused, Unopened::Unreadable(_)), "{refused}");
            assert!(!refused.to_string().contains("hunter2"), "{refused}");
        }
    }

    #[test]
    fn a_newer_envelope_is_told_from_a_broken_one() {
        assert_eq!(open(r#"{"v":2,"anything":true}"#), Err(Unopened::Newer(2)));
    }
}
