//! Where a source's bodies say what the event is, and which items it holds.

use webhook::Scheme;

use crate::field_at::FieldAt;
use crate::path::JsonPath;
use crate::section::{Found, Section};
use crate::version_at::VersionAt;

/// Where the event says what it is. Only signed bytes count.
#[derive(Clone, Debug)]
pub struct EventFields {
    /// What makes a repeat a repeat.
    pub id: IdAt,
    /// What kind of event it is.
    pub event_type: TextAt,
    /// The items, each a node of its own.
    pub items: JsonPath,
}

/// Where the event's id is.
#[derive(Clone, Debug)]
pub enum IdAt {
    /// In the header that the scheme signs.
    SignedHeader,
    /// In the body.
    Body(JsonPath),
    /// Nowhere: the body's SHA-256 stands in for it.
    Digest,
}

/// A text in the body, or the same for all of a source's events.
#[derive(Clone, Debug)]
pub enum TextAt {
    /// In the body.
    Body(JsonPath),
    /// As written in the settings.
    Literal(String),
}

/// Where an item says what it is.
#[derive(Clone, Debug)]
pub struct ItemFields {
    /// The sender's own number for it: SKU, product id.
    pub id: FieldAt,
    /// What is classified: the texts of these, joined. Never empty.
    pub description: Vec<FieldAt>,
    /// ISO 3166-1 alpha-2, where the sender has it.
    pub country_of_origin: FieldAt,
}

/// What a sender of this scheme usually sends, before the source's own settings.
pub(crate) struct Defaults {
    id: IdAt,
    event_type: &'static str,
    items: &'static str,
    item_id: &'static str,
    description: &'static str,
    country_of_origin: &'static str,
    version_time: Option<&'static str>,
}

impl Defaults {
    /// `scheme` is missing where it could not be read: its own problem is reported already, and
    /// the rest of the source is still worth reading.
    pub fn of(scheme_name: &str, scheme: Option<&Scheme>) -> Self {
        let signs_id = scheme.is_some_and(Scheme::signs_id);
        let plain = Self {
            id: if signs_id { IdAt::SignedHeader } else { IdAt::Digest },
            event_type: "$.type",
            items: "$.data.items[*]",
            item_id: "$.item_id",
            description: "$.description",
            country_of_origin: "$.country_of_origin",
            version_time: None,
        };
        match scheme_name {
            "standard-webhooks" | "svix" => Self { version_time: Some("$.timestamp"), ..plain },
            "stripe" => Self { id: in_body("$.id"), ..plain },
            "slack" => Self { id: in_body("$.event_id"), ..plain },
            "shopify" => Self {
                event_type: "product",
                items: "$",
                item_id: "$.id",
                description: "$['title','product_type']",
                version_time: Some("$.updated_at"),
                ..plain
            },
            _ => plain,
        }
    }

    pub fn event(self, section: Option<Section<'_>>) -> (Option<EventFields>, ItemDefaults) {
        let mut section = section;
        let mut take = |key| section.as_mut().and_then(|section| section.get(key));
        let id = match take("id") {
            Some(found) => found.parsed(JsonPath::parse).map(IdAt::Body),
            None => Some(self.id),
        };
        let event_type = match take("type") {
            Some(found) => text_at(&found),
            None => literal_or_path(self.event_type),
        };
        let items = path_or(take("items"), self.items);
        if let Some(section) = section {
            section.finish();
        }
        let rest = ItemDefaults {
            id: self.item_id,
            description: self.description,
            country_of_origin: self.country_of_origin,
            version_time: self.version_time,
        };
        let event = id.zip(event_type).zip(items);
        (event.map(|((id, event_type), items)| EventFields { id, event_type, items }), rest)
    }
}

/// The part of [`Defaults`] that items take.
pub(crate) struct ItemDefaults {
    id: &'static str,
    description: &'static str,
    country_of_origin: &'static str,
    version_time: Option<&'static str>,
}

impl ItemDefaults {
    pub fn item(&self, section: Option<Section<'_>>) -> Option<ItemFields> {
        let mut section = section;
        let mut take = |key| section.as_mut().and_then(|section| section.get(key));
        let field = |found: Option<Found<'_>>, default| match found {
            Some(found) => FieldAt::read(&found),
            None => FieldAt::of_item(default),
        };
        let id = field(take("id"), self.id);
        let description = match take("description") {
            Some(found) => FieldAt::read_several(&found),
            None => FieldAt::of_item(self.description).map(|field| vec![field]),
        };
        let country = field(take("country_of_origin"), self.country_of_origin);
        if let Some(section) = section {
            section.finish();
        }
        Some(ItemFields { id: id?, description: description?, country_of_origin: country? })
    }

    pub fn version(&self, found: Option<Found<'_>>) -> Option<VersionAt> {
        match (found, self.version_time) {
            (Some(found), _) => VersionAt::read(&found),
            (None, Some(path)) => VersionAt::guess(path),
            (None, None) => Some(VersionAt::Received),
        }
    }
}

/// A path where it starts with `$`, a literal otherwise.
pub(crate) fn text_at(found: &Found<'_>) -> Option<TextAt> {
    match found.text()? {
        text if text.starts_with('$') => found.parsed(JsonPath::parse).map(TextAt::Body),
        literal => Some(TextAt::Literal(literal.to_owned())),
    }
}

fn literal_or_path(text: &str) -> Option<TextAt> {
    if text.starts_with('$') {
        return parse(text).map(TextAt::Body);
    }
    Some(TextAt::Literal(text.to_owned()))
}

pub(crate) fn path_or(found: Option<Found<'_>>, default: &str) -> Option<JsonPath> {
    match found {
        Some(found) => found.parsed(JsonPath::parse),
        None => parse(default),
    }
}

/// A default of this file.
fn parse(path: &str) -> Option<JsonPath> {
    JsonPath::parse(path).ok()
}

fn in_body(path: &str) -> IdAt {
    parse(path).map_or(IdAt::Digest, IdAt::Body)
}
