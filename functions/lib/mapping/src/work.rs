//! What an event asks the consumer to do.

use std::collections::HashMap;

use settings::{Meaning, Source};
use thiserror::Error;

use crate::digest::Digest;
use crate::document::Document;
use crate::items::{Item, ItemError, item};

/// What is to be done, and the digest of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Classify these items, each with its own id.
    Classify {
        /// At least one, no two with one id.
        items: Vec<Item>,
        /// Of the type and the items.
        digest: Digest,
    },
    /// A test delivery, or an event of no interest: nothing to do.
    Nothing {
        /// Of the type.
        digest: Digest,
    },
}

/// Why an event can never be worked on as it stands. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unmappable {
    /// Nobody said what this type means.
    #[error("event type {0:?} is not listed under [source.types]")]
    UnlistedType(String),
    /// A classification event without items.
    #[error("{0} selects no items")]
    NoItems(String),
    /// Some items cannot be classified; all of them are named.
    #[error("{}", list(.0))]
    Items(Vec<(usize, ItemError)>),
    /// One id with two contents in one event: neither can be the right one.
    #[error("items {0} and {1} have one id but differ")]
    Conflict(usize, usize),
}

impl Document {
    /// What this event of `source` asks for.
    pub fn work(&self, source: &Source, event_type: &str) -> Result<Work, Unmappable> {
        let meaning = source.types.get(event_type);
        match meaning.ok_or_else(|| Unmappable::UnlistedType(event_type.to_owned()))? {
            Meaning::Classify => {
                let items = distinct(self.items(source)?)?;
                let digest = Digest::of(event_type, &items);
                Ok(Work::Classify { items, digest })
            }
            Meaning::Ping | Meaning::Ignore => {
                Ok(Work::Nothing { digest: Digest::of(event_type, &[]) })
            }
        }
    }

    fn items(&self, source: &Source) -> Result<Vec<Item>, Unmappable> {
        let nodes = source.event.items.nodes(&self.root);
        if nodes.is_empty() {
            return Err(Unmappable::NoItems(source.event.items.to_string()));
        }
        let (mut items, mut wrong) = (Vec::with_capacity(nodes.len()), Vec::new());
        for (index, node) in nodes.into_iter().enumerate() {
            match item(source, &self.root, node) {
                Ok(item) => items.push(item),
                Err(error) => wrong.push((index, error)),
            }
        }
        if wrong.is_empty() { Ok(items) } else { Err(Unmappable::Items(wrong)) }
    }
}

/// The items without those said twice.
fn distinct(items: Vec<Item>) -> Result<Vec<Item>, Unmappable> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        match first.get(&item.id).and_then(|position| kept.get(*position).zip(Some(*position))) {
            None => {
                first.insert(item.id.clone(), kept.len());
                kept.push(item);
            }
            Some((same, _)) if *same == item => {}
            Some((_, position)) => return Err(Unmappable::Conflict(position, index)),
        }
    }
    Ok(kept)
}

/// How many wrong items are named: a reason is kept in the ledger, whose rows are small.
const NAMED: usize = 5;

fn list(wrong: &[(usize, ItemError)]) -> String {
    let named = wrong.iter().take(NAMED).map(|(index, error)| format!("item {index}: {error}"));
    let rest = wrong.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| format!("and {rest} more"));
    named.chain(rest).collect::<Vec<_>>().join("; ")
}
