//! A body that could be read.

use serde_json::Value;
use settings::{IdAt, JsonPath, Source, TenantAt, TextAt, TextError};
use thiserror::Error;

use crate::identity::EventIdError;
use crate::sketch::sketch;
use crate::xml::{self, NotXml};

/// A parsed body.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) root: Value,
}

/// Why a verified body cannot be enqueued. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotWellFormed {
    /// Not JSON, or nested too deeply to be meant.
    #[error("the body is not JSON: line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// Not XML in UTF-8, or XML that would have to be expanded.
    #[error("the body is not XML that is read here (UTF-8, no DTD): byte {offset}")]
    NotXml {
        /// Where, in bytes from its start.
        offset: u64,
    },
    /// A field that every event needs is not there.
    #[error("{what}: {error}")]
    Field {
        /// Which field.
        what: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
    /// The event id cannot be a key.
    #[error("event id: {0}")]
    EventId(#[from] EventIdError),
    /// The tenant cannot be a key.
    #[error("tenant: {0}")]
    Tenant(#[from] settings::NameError),
    /// The type cannot travel as an attribute.
    #[error("event type: must be 1 to 256 characters, none of them a control character")]
    EventType,
}

impl Document {
    /// Reads JSON, or XML where the body starts with `<` as no JSON does. Depth is bounded (128
    /// levels).
    pub fn parse(body: &[u8]) -> Result<Self, NotWellFormed> {
        let start = body.iter().find(|byte| !byte.is_ascii_whitespace());
        let root = if start == Some(&b'<') { parse_xml(body) } else { parse_json(body) };
        root.map(|root| Self { root })
    }

    /// What was read, as JSON: all of it, or of a sketch what was kept.
    pub fn root(&self) -> &Value {
        &self.root
    }
}

impl Document {
    /// The same for what [`identify`](Self::identify) and [`challenge`](Self::challenge) ask of a
    /// delivery of `source`: all of the body is read, and what they cannot look at is not kept.
    /// The acknowledgement waits for it, and a tree of all items is a tenth of its work.
    pub fn sketch(body: &[u8], source: &Source) -> Result<Self, NotWellFormed> {
        let start = body.iter().find(|byte| !byte.is_ascii_whitespace());
        match (start, top_members(source)) {
            (Some(b'{'), Some(members)) => {
                sketch(body, &members).map(|root| Self { root }).map_err(|error| not_json(&error))
            }
            _ => Self::parse(body),
        }
    }
}

/// The members of the root that a source's events say what they are in; nothing if that may be
/// anywhere.
fn top_members(source: &Source) -> Option<Vec<&str>> {
    let id = match &source.event.id {
        IdAt::Body(path) => Some(path),
        IdAt::SignedHeader | IdAt::Digest => None,
    };
    let event_type = match &source.event.event_type {
        TextAt::Body(path) => Some(path),
        TextAt::Literal(_) => None,
    };
    let tenant = match &source.tenant {
        TenantAt::Body(path, _) => Some(path),
        TenantAt::Fixed(_) => None,
    };
    let challenge = source.handshake.body.as_ref().map(|handshake| &handshake.challenge);
    let paths = [id, event_type, tenant, challenge].into_iter().flatten();
    paths.map(JsonPath::top_member).collect()
}

fn not_json(error: &serde_json::Error) -> NotWellFormed {
    NotWellFormed::NotJson { line: error.line(), column: error.column() }
}

fn parse_json(body: &[u8]) -> Result<Value, NotWellFormed> {
    serde_json::from_slice(body).map_err(|error| not_json(&error))
}

fn parse_xml(body: &[u8]) -> Result<Value, NotWellFormed> {
    let text = str::from_utf8(body).map_err(|error| NotWellFormed::NotXml {
        offset: u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX),
    })?;
    xml::parse(text).map_err(|NotXml(offset)| NotWellFormed::NotXml { offset })
}
