//! The items of an event, each with where it was found.

use super::on_record::KnownItem;
use mapping::{Document, Item, Unreadable, Version, content_mark};
use serde::Serialize;
use settings::{FieldAt, JsonPath, Source, VersionAt, VersionKind};

/// The items, and how they are read.
#[derive(Debug, Serialize)]
pub(super) struct ReadItems {
    /// The paths, as the file has them or by default.
    pub read_by: Paths,
    pub items: Vec<ReadItem>,
    pub unreadable: Vec<NotRead>,
    /// How many more say the same of an item that is listed.
    pub repeated: usize,
}

/// The paths by which items are read.
#[derive(Debug, Serialize)]
pub(super) struct Paths {
    pub items: String,
    pub id: String,
    /// Their texts are joined.
    pub description: Vec<String>,
    pub country_of_origin: String,
    pub version: String,
}

/// An item that would be classified.
#[derive(Debug, Serialize)]
pub(super) struct ReadItem {
    /// Where in the body.
    pub at: String,
    pub id: String,
    pub description: String,
    pub country_of_origin: Option<String>,
    /// Nothing where it is the time of receipt.
    pub version: Option<String>,
    pub version_kind: &'static str,
    pub lineage: String,
    /// What tells its content.
    pub mark: String,
    /// What a stack knows of it already; nothing where none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownItem>,
    /// As it was read.
    #[serde(skip)]
    pub item: Item,
}

/// A node that would not be worked on.
#[derive(Debug, Serialize)]
pub(super) struct NotRead {
    /// Where in the body.
    pub at: String,
    /// Which, counted from 0.
    pub place: usize,
    pub why: String,
}

impl ReadItems {
    pub fn of(source: &Source, at: &JsonPath, document: &Document, items: mapping::Items) -> Self {
        let places = places(source, document, at);
        let listed = items.readable.len().saturating_add(items.unreadable.len());
        let readable = items.readable.into_iter();
        Self {
            read_by: Paths::of(source, at),
            items: readable.map(|item| ReadItem::of(source, item, &places)).collect(),
            unreadable: not_read(items.unreadable, &places),
            repeated: places.len().saturating_sub(listed),
        }
    }

    /// Why the event would be refused after its readable items are recorded.
    pub fn refused(&self) -> Vec<String> {
        refused("items", self.unreadable.len())
    }
}

impl ReadItem {
    fn of(source: &Source, item: Item, places: &[String]) -> Self {
        let country = item.country_of_origin.as_deref();
        Self {
            item: item.clone(),
            known: None,
            at: place(places, item.place),
            mark: content_mark(&source.api, &item.description, country),
            version: item.version.map(Version::plain),
            version_kind: item.version.map_or(VersionKind::Received, Version::kind).word(),
            lineage: source.lineage.to_string(),
            id: item.id,
            description: item.description,
            country_of_origin: item.country_of_origin,
        }
    }
}

impl Paths {
    fn of(source: &Source, items: &JsonPath) -> Self {
        Self {
            items: items.to_string(),
            id: field(&source.item.id),
            description: source.item.description.iter().map(field).collect(),
            country_of_origin: field(&source.item.country_of_origin),
            version: version(&source.version),
        }
    }
}

fn field(at: &FieldAt) -> String {
    format!("{} of the {}", at.path, at.of.word())
}

/// How versions are read.
pub(super) fn version(version: &VersionAt) -> String {
    match version {
        VersionAt::Sequence(at) => format!("sequence {}", field(at)),
        VersionAt::Time { at, required: true } => format!("time {}", field(at)),
        VersionAt::Time { at, required: false } => {
            format!("time {}, else the time of receipt", field(at))
        }
        VersionAt::Received => "the time of receipt".to_owned(),
    }
}

/// Where each node stands that the path selects.
pub(super) fn places(source: &Source, document: &Document, at: &JsonPath) -> Vec<String> {
    at.located(&document.seen_by(source)).into_iter().map(|(place, _)| place.to_string()).collect()
}

pub(super) fn place(places: &[String], place: usize) -> String {
    places.get(place).cloned().unwrap_or_default()
}

pub(super) fn not_read(unreadable: Vec<Unreadable>, places: &[String]) -> Vec<NotRead> {
    let not_read = |Unreadable { place: number, error }| NotRead {
        at: place(places, number),
        place: number,
        why: error.to_string(),
    };
    unreadable.into_iter().map(not_read).collect()
}

pub(super) fn refused(what: &str, unreadable: usize) -> Vec<String> {
    let why =
        || format!("{unreadable} of its {what} cannot be read; the others are recorded first");
    (unreadable > 0).then(why).into_iter().collect()
}
