//! Where a source's bodies say what the event is, which items it holds, and which version.

use webhook::Scheme;

use crate::path::JsonPath;
use crate::section::{Found, Section};

/// Where the event says what it is. Only signed bytes count (design §2).
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

/// Where an item says what it is, seen from the item's own node.
#[derive(Clone, Debug)]
pub struct ItemFields {
    /// The sender's own number for it: SKU, product id.
    pub id: JsonPath,
    /// What is classified.
    pub description: JsonPath,
    /// ISO 3166-1 alpha-2, where the sender knows it.
    pub country_of_origin: JsonPath,
}

/// Which of an item's states an event speaks of. Later versions stand over earlier ones.
#[derive(Clone, Debug)]
pub enum VersionAt {
    /// A number that grows, seen from the node that `of` names.
    Sequence(JsonPath, VersionOf),
    /// The time of change (RFC 3339), likewise; never of delivery, signing or receipt.
    Time(JsonPath, VersionOf),
    /// The sender says neither: when the event's first message was received.
    FirstReceived,
}

/// What a version belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionOf {
    /// One version for all items of the event; the path starts at the body.
    Event,
    /// Each item has its own; the path starts at the item.
    Item,
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
        let signs_id = scheme.is_some_and(|scheme| scheme.signed.has_id());
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
        let mut take =
            |key, default| path_or(section.as_mut().and_then(|section| section.get(key)), default);
        let id = take("id", self.id);
        let description = take("description", self.description);
        let country = take("country_of_origin", self.country_of_origin);
        if let Some(section) = section {
            section.finish();
        }
        Some(ItemFields { id: id?, description: description?, country_of_origin: country? })
    }

    pub fn version(&self, section: Option<Section<'_>>) -> Option<VersionAt> {
        match section {
            Some(section) => version_at(section),
            None => match self.version_time {
                Some(path) => Some(VersionAt::Time(parse(path)?, VersionOf::Event)),
                None => Some(VersionAt::FirstReceived),
            },
        }
    }
}

pub(crate) fn version_at(mut section: Section<'_>) -> Option<VersionAt> {
    const OF: [(&str, VersionOf); 2] = [("event", VersionOf::Event), ("item", VersionOf::Item)];
    let sequence = section.get("sequence");
    let time = section.get("time");
    let of = match section.get("of") {
        Some(found) => found.one_of(&OF),
        None => Some(VersionOf::Event),
    };
    let version = match (sequence, time) {
        (Some(path), None) => {
            path.parsed(JsonPath::parse).zip(of).map(|(path, of)| VersionAt::Sequence(path, of))
        }
        (None, Some(path)) => {
            path.parsed(JsonPath::parse).zip(of).map(|(path, of)| VersionAt::Time(path, of))
        }
        _ => {
            section.problem("takes either `sequence` or `time`, a JSONPath");
            None
        }
    };
    section.finish();
    version
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
