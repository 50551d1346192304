//! The items of an event.

use settings::{FieldAt, Source, TextError};
use thiserror::Error;

use crate::nodes::Nodes;
use crate::version::{Version, VersionError, version};

/// A product in one of its states, to be classified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place among the items of its event, counted from 0.
    pub place: usize,
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
    /// Another item of the event has its id, and differs: neither can be the right one.
    #[error("id: another item of the event has it, and differs")]
    Conflict,
    /// No version where the source says there is one.
    #[error(transparent)]
    Version(#[from] VersionError),
}

/// An item that cannot be worked on: its place in the event, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Counted from 0, as the path selects them.
    pub place: usize,
    /// Why.
    pub error: ItemError,
}

impl Item {
    /// Whether both say the same of one item.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Self { place: self.place, ..other.clone() } == *self
    }
}

/// Reads one item.
pub(crate) fn item(source: &Source, nodes: Nodes<'_>, place: usize) -> Result<Item, ItemError> {
    let fields = &source.item;
    let id = text("id", &fields.id, nodes)?;
    if !(1..=256).contains(&id.len()) || id.contains(char::is_control) {
        return Err(ItemError::Id);
    }
    Ok(Item {
        place,
        id,
        description: description(&fields.description, nodes)?,
        country_of_origin: optional("country of origin", &fields.country_of_origin, nodes)?,
        version: version(&source.version, nodes, &source.zone)?,
    })
}

fn text(what: &'static str, at: &FieldAt, nodes: Nodes<'_>) -> Result<String, ItemError> {
    at.path.text(nodes.of(at)).map_err(|error| ItemError::Field { what, error })
}

fn optional(
    what: &'static str,
    at: &FieldAt,
    nodes: Nodes<'_>,
) -> Result<Option<String>, ItemError> {
    at.path.optional_text(nodes.of(at)).map_err(|error| ItemError::Field { what, error })
}

/// The texts of all its parts, joined as one path joins what it selects.
fn description(parts: &[FieldAt], nodes: Nodes<'_>) -> Result<String, ItemError> {
    let texts = parts.iter().filter_map(|part| optional("description", part, nodes).transpose());
    let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
    let joined = texts.join("; ");
    if joined.trim().is_empty() { Err(ItemError::EmptyDescription) } else { Ok(joined) }
}
