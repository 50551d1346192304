//! A body that could be read.

use serde_json::Value;
use settings::TextError;
use thiserror::Error;

use crate::identity::EventIdError;

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
    /// Reads JSON. Its depth is bounded by the parser (128 levels).
    pub fn parse(body: &[u8]) -> Result<Self, NotWellFormed> {
        serde_json::from_slice(body)
            .map(|root| Self { root })
            .map_err(|error| NotWellFormed::NotJson { line: error.line(), column: error.column() })
    }
}
