//! Bodies become items, or a refusal that names the item at fault.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use super::refusal::{MAX_ITEMS, Refusal};
use crate::answer::Endpoint;
use crate::control::ItemAnswer;

/// One product to classify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The client's name for it.
    pub item_id: String,
    /// What it is.
    pub description: String,
    /// Where it comes from, if known.
    pub country_of_origin: Option<String>,
    /// What was told to be said of it.
    pub told: Option<ItemAnswer>,
}

impl Product {
    /// One of which only the name is known: it is looked up, not classified.
    pub fn named(name: &str) -> Self {
        let (item_id, description) = (name.to_owned(), String::new());
        Self { item_id, description, country_of_origin: None, told: None }
    }
}

/// An item as it came, when nothing is known of it but that it is an object.
#[derive(Deserialize)]
struct ItemForm {
    item_id: Option<String>,
    description: Option<String>,
    country_of_origin: Option<String>,
}

#[derive(Deserialize)]
struct BatchForm {
    items: Vec<Value>,
}

/// What a body asks: the ids for the list of calls, as far as they can be read, and the items if
/// all is well with them.
pub struct Question {
    /// The ids, of bad items too.
    pub item_ids: Vec<String>,
    /// The descriptions, likewise.
    pub descriptions: Vec<String>,
    /// The items, all good, or what is wrong.
    pub items: Result<Vec<Product>, Refusal>,
}

impl Question {
    /// Reads a body of the endpoint's kind.
    pub fn read(endpoint: Endpoint, body: &[u8]) -> Self {
        match forms(endpoint, body) {
            Ok(forms) => Self {
                item_ids: texts(&forms, "item_id"),
                descriptions: texts(&forms, "description"),
                items: check(forms, most(endpoint)),
            },
            Err(error) => Self::refused(Refusal::Unreadable(error.to_string())),
        }
    }

    /// A question of which nothing is known.
    pub fn refused(refusal: Refusal) -> Self {
        Self { item_ids: Vec::new(), descriptions: Vec::new(), items: Err(refusal) }
    }
}

fn forms(endpoint: Endpoint, body: &[u8]) -> serde_json::Result<Vec<Value>> {
    match endpoint {
        Endpoint::Batch | Endpoint::Job => Ok(serde_json::from_slice::<BatchForm>(body)?.items),
        Endpoint::Single => Ok(vec![serde_json::from_slice(body)?]),
    }
}

fn texts(forms: &[Value], name: &str) -> Vec<String> {
    let text = |form: &Value| Some(form.get(name)?.as_str()?.to_owned());
    forms.iter().filter_map(text).collect()
}

/// The most items of one call. A job takes as many as its body has room for.
fn most(endpoint: Endpoint) -> usize {
    match endpoint {
        Endpoint::Job => usize::MAX,
        Endpoint::Batch | Endpoint::Single => MAX_ITEMS,
    }
}

fn check(forms: Vec<Value>, most: usize) -> Result<Vec<Product>, Refusal> {
    match forms.len() {
        0 => return Err(Refusal::NoItems),
        many if many > most => return Err(Refusal::TooManyItems(many)),
        _ => {}
    }
    let numbered = forms.into_iter().enumerate();
    let items: Vec<Product> = numbered
        .map(|(index, form)| item(form).map_err(|problem| Refusal::BadItem { index, problem }))
        .collect::<Result<_, _>>()?;
    check_distinct(&items)?;
    Ok(items)
}

fn item(form: Value) -> Result<Product, String> {
    let form: ItemForm = serde_json::from_value(form).map_err(|error| error.to_string())?;
    Ok(Product {
        item_id: filled("item_id", form.item_id)?,
        description: filled("description", form.description)?,
        country_of_origin: form.country_of_origin,
        told: None,
    })
}

fn filled(name: &str, value: Option<String>) -> Result<String, String> {
    value.filter(|text| !text.is_empty()).ok_or_else(|| format!("`{name}` is missing or empty"))
}

fn check_distinct(items: &[Product]) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let again = items.iter().enumerate().find(|(_, item)| !seen.insert(&item.item_id));
    match again {
        None => Ok(()),
        Some((index, item)) => Err(Refusal::DuplicateItem { index, item_id: item.item_id.clone() }),
    }
}

#[cfg(test)]
mod tests;
