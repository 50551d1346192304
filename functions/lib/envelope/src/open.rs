//! From a message to an envelope.

use serde::Deserialize;
use thiserror::Error;

use crate::envelope::NEWEST;
use crate::{Body, Envelope};

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

/// Opens a message's body: an envelope as JSON, and behind a line break its own body if that is
/// text. Version 1 had the text inside the JSON.
pub fn open(message: &str) -> Result<Envelope, Unopened> {
    let (AnyVersion { v }, _) = first(message)?;
    if v > NEWEST {
        return Err(Unopened::Newer(v));
    }
    let (envelope, rest): (Envelope, _) = first(message)?;
    match rest.strip_prefix('\n').filter(|_| v > 1) {
        Some(text) => Ok(Envelope { body: Body::Utf8(text.to_owned()), ..envelope }),
        None if rest.trim_start().is_empty() => Ok(envelope),
        None => Err(Unopened::Unreadable("not JSON, behind its end".to_owned())),
    }
}

/// The JSON that the message begins with, and what stands behind it.
fn first<'m, T: Deserialize<'m>>(message: &'m str) -> Result<(T, &'m str), Unopened> {
    let mut values = serde_json::Deserializer::from_str(message).into_iter::<T>();
    let value = values.next().unwrap_or_else(|| serde_json::from_str(message));
    let value = value.map_err(|error| unreadable(&error))?;
    Ok((value, message.get(values.byte_offset()..).unwrap_or_default()))
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
        assert_eq!(open(r#"{"v":4,"anything":true}"#), Err(Unopened::Newer(4)));
        assert_eq!(open("{\"v\":4}\nanything"), Err(Unopened::Newer(4)));
    }

    #[test]
    fn what_the_version_before_sealed_is_opened() {
        let sealed = r#"{"v":1,"source":"erp","revision":"1","tenant":"acme","event_id":"e1",
            "event_type":"t","received_at":"2026-01-31T12:00:00Z","request_id":"r1","trace":{},
            "body_sha256":"00","secret":"s","body":{"utf8":"{\"a\":\n1}"}}"#
            .replace('\n', "");
        let opened = open(&sealed).expect("an envelope");
        assert_eq!(opened.body, Body::Utf8("{\"a\":\n1}".to_owned()));
    }
}
