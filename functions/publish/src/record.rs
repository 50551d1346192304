//! One record of the table's stream.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::attribute::Attribute;

/// A row, by the names of its attributes, each still as the stream wrote it: an attribute that
/// nobody asks for may be of any kind.
pub type Image = BTreeMap<String, Value>;

/// What happened to the row.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Change {
    /// Written for the first time.
    Insert,
    /// Written again: an answer took the place of a failure.
    Modify,
    /// Removed, by hand or by a restore: no news for anybody.
    Remove,
}

/// A change of a row.
#[derive(Clone, Debug, Deserialize)]
pub struct Record {
    /// The change's own id; the same when it is brought again.
    #[serde(rename = "eventID")]
    pub id: String,
    /// What happened.
    #[serde(rename = "eventName")]
    pub change: Change,
    /// The row after it.
    #[serde(rename = "dynamodb")]
    pub after: After,
}

/// What the stream says of the row.
#[derive(Clone, Debug, Deserialize)]
pub struct After {
    /// Empty where the row was removed.
    #[serde(rename = "NewImage", default)]
    pub image: Image,
}

/// A record that no event can be made of: it never will be one, however often it is brought.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no change of a row at all.
    #[error("not a record of a DynamoDB stream")]
    Record,
    /// The row lacks a field that every classification has.
    #[error("the row has no {0}")]
    Missing(&'static str),
    /// A field is of a kind that JSON has not, such as a set or a binary.
    #[error("the row's {0} is of an unexpected kind")]
    Kind(&'static str),
}

impl Record {
    /// Reads a record by itself, so that one that is none harms no other.
    pub fn read(record: Value) -> Result<Self, Unreadable> {
        serde_json::from_value(record).map_err(|_| Unreadable::Record)
    }
}

impl Change {
    /// As subscribers are told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

/// A record's place in its shard, by which Lambda is told where to begin again.
///
/// Looked up in the unparsed record: a record that is none still has its place.
pub fn sequence_number(record: &Value) -> Option<String> {
    record.pointer("/dynamodb/SequenceNumber")?.as_str().map(str::to_owned)
}

/// An attribute of a row, if it is of a kind that such a row has.
pub fn attribute(image: &Image, name: &str) -> Option<Result<Attribute, serde_json::Error>> {
    image.get(name).map(Attribute::deserialize)
}
