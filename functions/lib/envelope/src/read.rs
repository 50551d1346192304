//! From a verified delivery to one that could be read.

use bytes::Bytes;
use jiff::Timestamp;
use mapping::{Document, Looks, NotWellFormed};
use serde_json::Value;
use settings::{Content, JsonPath, Source};
use thiserror::Error;
use webhook::{Refusal, Verified};

use crate::unpack::{Packed, form_field, unpacked};

/// A verified delivery with its parsed content. Only [`read`] makes one.
#[derive(Clone, Debug)]
pub struct Read {
    pub(crate) content: Bytes,
    pub(crate) secret: String,
    pub(crate) id: Option<String>,
    pub(crate) document: Document,
}

/// Why a verified delivery cannot be read. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unread {
    /// What is in it is not what its source sends.
    #[error("{0}")]
    NotWellFormed(#[from] NotWellFormed),
    /// It begins as gzip does, and cannot be unpacked.
    #[error("the body is not the gzip it begins as")]
    NotGzip,
    /// Unpacked, it is longer than its source's limit.
    #[error("unpacked, the body has more than {limit} bytes")]
    TooLong {
        /// The most that is taken, in bytes.
        limit: usize,
    },
    /// A form, where the event itself was expected.
    #[error(
        "the body is a form, JSON or XML was expected: have the sender post JSON, or set \
         `body = {{ form = \"FIELD\" }}`"
    )]
    IsForm,
    /// Not a form, or one without the field.
    #[error("the body is not a form with the field `{field}`, in which the event was expected")]
    NoField {
        /// The field that was looked for.
        field: String,
    },
    /// The signed time in it is not to be read.
    #[error("signed time: {0} does not select one text or number")]
    NoTime(String),
    /// The signed time in it is outside the window, or written otherwise than expected.
    #[error("{0}")]
    Refused(Refusal),
}

/// Unpacks the body, which is signed as it was sent, finds the event in it, parses that as far as
/// the door has to know it, and judges the signed time where that stands in it.
pub fn read(verified: Verified, source: &Source, now: Timestamp) -> Result<Read, Unread> {
    let (body, secret, id) = verified.into_parts();
    let content = content(&body, source)?;
    let document = match Document::sketch(&content, source) {
        Ok(document) => document,
        Err(NotWellFormed::Neither(Looks::Form)) => return Err(Unread::IsForm),
        Err(problem) => return Err(problem.into()),
    };
    inside_window(&content, source, now)?;
    Ok(Read { content, secret, id, document })
}

fn content(body: &Bytes, source: &Source) -> Result<Bytes, Unread> {
    let limit = source.body_limit;
    let body = unpacked(body, limit).map_err(|packed| match packed {
        Packed::Broken => Unread::NotGzip,
        Packed::TooLong => Unread::TooLong { limit },
    })?;
    match &source.content {
        Content::Whole => Ok(body),
        Content::FormField(field) => {
            form_field(&body, field).ok_or_else(|| Unread::NoField { field: field.clone() })
        }
    }
}

fn inside_window(content: &[u8], source: &Source, now: Timestamp) -> Result<(), Unread> {
    let Some(time) = &source.signed_time else { return Ok(()) };
    let document = Document::parse(content)?;
    let text = match &*time.path.nodes(document.root()) {
        [Value::String(text)] => text.clone(),
        [Value::Number(number)] => number.to_string(),
        _ => return Err(Unread::NoTime(time.path.to_string())),
    };
    time.window.check(&text, now.as_second()).map(|_| ()).map_err(Unread::Refused)
}

impl Read {
    /// The challenge to be sent back, if this is its source's handshake and no event.
    pub fn challenge(&self, source: &Source) -> Option<String> {
        self.document.challenge(source)
    }

    /// Whether this is its sender's test, to be answered and never enqueued.
    pub fn is_ping(&self, source: &Source) -> bool {
        let found = |path: &JsonPath| !path.nodes(self.document.root()).is_empty();
        source.answer.ping.as_ref().is_some_and(found)
    }
}
