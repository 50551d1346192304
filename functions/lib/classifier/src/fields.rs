//! Objects of an answer, their fields unread until they are asked for: one that cannot be read
//! spoils no other, and an item that cannot be read spoils no neighbour.

use std::collections::HashMap;

use serde_json::value::RawValue;

/// An object. Of a name that is there twice the last counts, as most readers of JSON have it.
#[derive(Default)]
pub(crate) struct Fields<'a>(HashMap<String, &'a RawValue>);

/// What stands in a field.
pub(crate) enum Field<'a> {
    /// Nothing, or null.
    Absent,
    Text(String),
    /// As it is written.
    Number(&'a str),
    Object(Fields<'a>),
    List(Vec<&'a RawValue>),
    /// A boolean, or what is JSON and no text, such as half of a surrogate pair.
    Other,
}

impl<'a> Fields<'a> {
    /// The object that this JSON is.
    pub fn read(json: &'a RawValue) -> Option<Self> {
        serde_json::from_str(json.get()).ok().map(Self)
    }

    /// Whether one of these names is there, whatever stands under it.
    pub fn has_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.contains_key(*name))
    }

    /// What stands under a name.
    pub fn get(&self, name: &str) -> Field<'a> {
        self.0.get(name).map_or(Field::Absent, |json| Field::read(json))
    }

    /// The first of these names under which a text or a number stands.
    pub fn word(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name).word())
    }
}

impl<'a> Field<'a> {
    /// What this JSON is.
    pub fn read(json: &'a RawValue) -> Self {
        let text = json.get();
        let field = match text.as_bytes().first() {
            Some(b'n') => Some(Self::Absent),
            Some(b'-' | b'0'..=b'9') => Some(Self::Number(text)),
            Some(b'"') => serde_json::from_str(text).ok().map(Self::Text),
            Some(b'[') => serde_json::from_str(text).ok().map(Self::List),
            Some(b'{') => Fields::read(json).map(Self::Object),
            Some(_) | None => None,
        };
        field.unwrap_or(Self::Other)
    }

    /// A text, or a number as it is written.
    pub fn word(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(written) => Some(written.to_owned()),
            Self::Absent | Self::Object(_) | Self::List(_) | Self::Other => None,
        }
    }
}
