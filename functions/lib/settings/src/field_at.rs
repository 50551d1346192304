//! Where a field of an item stands.

use crate::path::JsonPath;
use crate::section::{Found, Section};

/// A path, and the node that it is seen from.
#[derive(Clone, Debug)]
pub struct FieldAt {
    /// The path.
    pub path: JsonPath,
    /// The node that `$` of the path stands for.
    pub of: Of,
}

/// The node that a path is seen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The item itself.
    Item,
    /// The nearest object that encloses the item: the product of a variant.
    Parent,
    /// The body, or the fetched object.
    Event,
}

impl Of {
    /// The words of `sources.toml`.
    pub(crate) const WORDS: [(&'static str, Self); 3] =
        [("item", Self::Item), ("parent", Self::Parent), ("event", Self::Event)];

    /// The word of `sources.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Parent => "parent",
            Self::Event => "event",
        }
    }
}

impl FieldAt {
    /// A field seen from the item.
    pub(crate) fn of_item(path: &str) -> Option<Self> {
        JsonPath::parse(path).ok().map(|path| Self { path, of: Of::Item })
    }

    /// A path seen from the item, or `{ of = "parent", path = "$.title" }`.
    pub(crate) fn read(found: &Found<'_>) -> Option<Self> {
        if found.is_table() {
            return Self::from_table(found.section()?);
        }
        found.parsed(JsonPath::parse).map(|path| Self { path, of: Of::Item })
    }

    /// One field, or a list whose texts are joined.
    pub(crate) fn read_several(found: &Found<'_>) -> Option<Vec<Self>> {
        if !found.is_list() {
            return Some(vec![Self::read(found)?]);
        }
        let fields = found.list()?;
        if fields.is_empty() {
            found.problem("at least one path is needed");
            return None;
        }
        let read: Vec<_> = fields.iter().map(Self::read).collect();
        read.into_iter().collect()
    }

    fn from_table(mut section: Section<'_>) -> Option<Self> {
        let path = section.required("path").and_then(|found| found.parsed(JsonPath::parse));
        let of = match section.get("of") {
            Some(found) => found.one_of(&Of::WORDS),
            None => Some(Of::Item),
        };
        section.finish();
        Some(Self { path: path?, of: of? })
    }
}
