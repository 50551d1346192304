//! The items of an event.

use settings::{FieldAt, Source};
use thiserror::Error;
use versions::Given;

use crate::nodes::Nodes;
use crate::text::{TextError, Texts};
use crate::version::{VersionError, version};

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
    pub version: Option<Given>,
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
    /// Nothing that says what it is, in any script: a number, a dash.
    #[error("description: has no letter")]
    NoLetter,
    /// Another item of the event has its id and version, and differs: neither can be the right one.
    #[error("id: another item of the event has it and the same version, and differs")]
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

/// The items of an event: each stands alone. At least one, readable or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// Those that can be classified.
    pub readable: Vec<Item>,
    /// Those that cannot.
    pub unreadable: Vec<Unreadable>,
}

impl Item {
    /// Whether both say the same of one item.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Self { place: self.place, ..other.clone() } == *self
    }
}

/// Reads one item.
pub(crate) fn item(
    source: &Source,
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
    place: usize,
) -> Result<Item, ItemError> {
    let fields = &source.item;
    let country = &fields.country_of_origin;
    let country = texts.optional(&country.path, nodes.of(country));
    Ok(Item {
        place,
        id: id(&fields.id, texts, nodes)?,
        description: description(&fields.description, texts, nodes)?,
        country_of_origin: country.map_err(field("country of origin"))?,
        version: version(&source.version, texts, nodes, &source.zone)?,
    })
}

fn field(what: &'static str) -> impl Fn(TextError) -> ItemError {
    move |error| ItemError::Field { what, error }
}

fn id(at: &FieldAt, texts: &Texts<'_>, nodes: Nodes<'_>) -> Result<String, ItemError> {
    let id = texts.id(&at.path, nodes.of(at)).map_err(field("id"))?;
    let is_key = (1..=256).contains(&id.len()) && !id.contains(char::is_control);
    if is_key { Ok(id) } else { Err(ItemError::Id) }
}

/// The texts of all its parts, joined as one path joins what it selects.
fn description(
    parts: &[FieldAt],
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
) -> Result<String, ItemError> {
    let read = |part: &FieldAt| texts.optional(&part.path, nodes.of(part)).transpose();
    let parts: Result<Vec<String>, _> = parts.iter().filter_map(read).collect();
    let joined = parts.map_err(field("description"))?.join("; ");
    match joined.as_str() {
        "" => Err(ItemError::EmptyDescription),
        text if !text.contains(char::is_alphabetic) => Err(ItemError::NoLetter),
        _ => Ok(joined),
    }
}
