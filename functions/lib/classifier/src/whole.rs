//! An answer as a whole: a list of items, or one item by itself, and what stands around it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::value::RawValue;

use crate::answer::Answer;
use crate::code::Code;
use crate::error::CallError;
use crate::fields::{Field, Fields};
use crate::item::{self, ANSWERED_TWICE, retryable};
use crate::json::{self, nonsense};
use crate::named::Named;
use crate::status::Status;

/// Where the list of items may stand.
const LISTS: [&str; 3] = ["results", "items", "data"];

/// Fields by which an object is known for an item.
const OF_AN_ITEM: [&str; 10] = [
    "item_id",
    "id",
    "status",
    "hts_code",
    "hs_code",
    "hts",
    "tariff_code",
    "code",
    "error_code",
    "error",
];

/// An answer, its items unread.
pub(crate) struct Whole<'a> {
    raw: &'a RawValue,
    fields: Fields<'a>,
    list: Option<Vec<&'a RawValue>>,
}

impl<'a> Whole<'a> {
    /// Reads a text that was found readable.
    pub fn read(text: &'a str) -> Result<Self, CallError> {
        let raw = json::whole(text)?;
        match Field::read(raw) {
            Field::Object(fields) => {
                let list = LISTS.iter().find_map(|name| match fields.get(name) {
                    Field::List(list) => Some(list),
                    _ => None,
                });
                Ok(Self { raw, fields, list })
            }
            Field::List(list) => Ok(Self { raw, fields: Fields::default(), list: Some(list) }),
            Field::Absent | Field::Text(_) | Field::Number(_) | Field::Other => {
                Err(nonsense("neither an object nor a list"))
            }
        }
    }

    /// What it names beside its items.
    pub fn about(&self) -> Named {
        Named::read(&self.fields)
    }

    /// How far the call as a whole is.
    pub fn status(&self) -> Status {
        Status::of(&self.fields)
    }

    /// Whether it is about the call alone: it has no list, and names no item.
    pub fn is_about_the_call(&self) -> bool {
        self.list.is_none() && item::id_of(&self.fields).is_none()
    }

    /// Whether it has a list of items, though an empty one.
    pub fn has_list(&self) -> bool {
        self.list.is_some()
    }

    /// The items of its list.
    pub fn listed(&self) -> &[&'a RawValue] {
        self.list.as_deref().unwrap_or_default()
    }

    /// The items of its list, or the item that it is.
    pub fn items(&self) -> &[&'a RawValue] {
        match &self.list {
            Some(list) if !self.is_item() => list,
            Some(_) => std::slice::from_ref(&self.raw),
            None if self.fields.has_one_of(&OF_AN_ITEM) => std::slice::from_ref(&self.raw),
            None => &[],
        }
    }

    /// Whether what has a list is an item all the same, which may have a field of that name. An
    /// `id` tells nothing: it may be the call's own.
    fn is_item(&self) -> bool {
        self.fields.has_one_of(&["item_id"]) || Code::of(&self.fields) != Code::Absent
    }
}

/// The items of an answer, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub items: HashMap<String, Answer>,
    /// Items that name none, or one that is not asked for.
    pub ignored: usize,
}

impl Heard {
    /// Reads each item by itself, and keeps those whose id is asked for. Where one item was asked
    /// (`only`), an answer that names none is its answer.
    pub fn read(
        items: &[&RawValue],
        only: Option<&str>,
        is_asked: impl Fn(&str) -> bool,
        retryable: &[String],
    ) -> Self {
        let mut heard = Self::default();
        for raw in items {
            let fields = Fields::read(raw);
            let id = fields.as_ref().and_then(|fields| {
                item::id_of(fields).or_else(|| only.map(str::to_owned).filter(|_| items.len() == 1))
            });
            match (fields, id.filter(|id| is_asked(id))) {
                (Some(fields), Some(id)) => heard.add(id, item::answer(&fields, raw, retryable)),
                _ => heard.ignored = heard.ignored.saturating_add(1),
            }
        }
        heard
    }

    /// An item answered twice alike is answered once; otherwise it is unknown which one is right.
    fn add(&mut self, id: String, answer: Answer) {
        match self.items.entry(id) {
            Entry::Vacant(place) => {
                place.insert(answer);
            }
            Entry::Occupied(first) if first.get().agrees_with(&answer) => {}
            Entry::Occupied(mut first) => {
                first.insert(retryable(ANSWERED_TWICE));
            }
        }
    }
}
