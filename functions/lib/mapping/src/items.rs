//! The items of an event.

use serde_json::Value;
use settings::{Source, TextError};
use thiserror::Error;

use crate::version::{Version, VersionError, version};

/// A product in one of its states, to be classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The sender's own number for it, 1 to 256 bytes.
    pub id: String,
    /// What is classified.
    pub description: String,
    /// Where the sender says it comes from.
    pub country_of_origin: Option<String>,
    /// Which state it is in; nothing where the sender does not say.
    pub version: Option<Version>,
}

/// Why an item cannot be classified. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ItemError {
    /// A field that every item needs.
    #[error("{what}: {error}")]
    Field {
        /// Which field.
        what: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
    /// The id cannot be a key.
    #[error("id: must be 1 to 256 bytes, no control characters")]
    Id,
    /// Nothing to classify.
    #[error("description: is empty")]
    EmptyDescription,
    /// No version where the source says there is one.
    #[error(transparent)]
    Version(#[from] VersionError),
}

/// Reads one item; `event` is the whole body, `node` the item's own part of it.
pub(crate) fn item(source: &Source, event: &Value, node: &Value) -> Result<Item, ItemError> {
    let fields = &source.item;
    let field = |what| move |error| ItemError::Field { what, error };
    let id = fields.id.text(node).map_err(field("id"))?;
    let description = fields.description.text(node).map_err(field("description"))?;
    let country = fields.country_of_origin.optional_text(node);
    if !(1..=256).contains(&id.len()) || id.contains(char::is_control) {
        return Err(ItemError::Id);
    }
    if description.trim().is_empty() {
        return Err(ItemError::EmptyDescription);
    }
    Ok(Item {
        id,
        description,
        country_of_origin: country.map_err(field("country of origin"))?,
        version: version(&source.version, event, node)?,
    })
}
