//! What an event asks the consumer to do.

use std::collections::HashMap;

use settings::{JsonPath, Meaning, Source};
use thiserror::Error;

use crate::digest::Digest;
use crate::document::Document;
use crate::items::{Item, ItemError, item};
use crate::object::{ObjectRef, ReferenceError};
use crate::results::ItemResult;

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
    /// Fetch this object, and classify its items.
    Hydrate {
        /// Which.
        object: ObjectRef,
        /// Of the type and the reference: what the object holds is known only later.
        digest: Digest,
    },
    /// Record these results.
    Record {
        /// At least one.
        results: Vec<ItemResult>,
        /// Of the type and the results.
        digest: Digest,
    },
    /// Fetch the results that the API keeps under this reference, and record them.
    Collect {
        /// The job's or batch's id.
        reference: String,
        /// Of the type and the reference.
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
    /// Nothing to classify.
    #[error("{0} selects no items")]
    NoItems(String),
    /// Some items cannot be classified; all of them are named.
    #[error("{}", list(.0))]
    Items(Vec<(usize, ItemError)>),
    /// A trigger that points to nothing.
    #[error("the object: {0}")]
    Object(ReferenceError),
    /// A result event with neither.
    #[error("neither results nor a reference to them: {0}")]
    NoResults(ReferenceError),
    /// One id with two contents in one event: neither can be the right one.
    #[error("items {0} and {1} have one id but differ")]
    Conflict(usize, usize),
}

impl Document {
    /// What this event of `source`, parsed from `body`, asks for.
    pub fn work(&self, source: &Source, event_type: &str, body: &[u8]) -> Result<Work, Unmappable> {
        let unlisted = || Unmappable::UnlistedType(event_type.to_owned());
        match source.types.get(event_type).ok_or_else(unlisted)? {
            Meaning::Classify => {
                let items = self.items(source, &source.event.items)?;
                let digest = Digest::of(event_type, &items);
                Ok(Work::Classify { items, digest })
            }
            Meaning::Hydrate => {
                let hydrate = source.hydrate.as_ref().ok_or_else(unlisted)?;
                let object = self.object(hydrate).map_err(Unmappable::Object)?;
                let digest = Digest::of_texts([event_type, &object.object_type, &object.object_id]);
                Ok(Work::Hydrate { object, digest })
            }
            Meaning::Result => self.found(source, event_type, body),
            Meaning::Ping | Meaning::Ignore => {
                Ok(Work::Nothing { digest: Digest::of(event_type, &[]) })
            }
        }
    }

    /// The items of an object that one of the source's triggers pointed to.
    pub fn hydrated(&self, source: &Source) -> Result<Vec<Item>, Unmappable> {
        let hydrate = source.hydrate.as_ref();
        self.items(source, hydrate.map_or(&source.event.items, |hydrate| &hydrate.items))
    }

    /// Results where the body has some, else what refers to them.
    fn found(&self, source: &Source, event_type: &str, body: &[u8]) -> Result<Work, Unmappable> {
        let results = self.results(source, body)?;
        if results.is_empty() {
            let reference = self.name(&source.results.reference).map_err(Unmappable::NoResults)?;
            let digest = Digest::of_texts([event_type, &reference]);
            return Ok(Work::Collect { reference, digest });
        }
        let digest = Digest::of_results(event_type, &results);
        Ok(Work::Record { results, digest })
    }

    fn items(&self, source: &Source, at: &JsonPath) -> Result<Vec<Item>, Unmappable> {
        let nodes = at.nodes(&self.root);
        if nodes.is_empty() {
            return Err(Unmappable::NoItems(at.to_string()));
        }
        let (mut items, mut wrong) = (Vec::with_capacity(nodes.len()), Vec::new());
        for (index, node) in nodes.into_iter().enumerate() {
            match item(source, &self.root, node) {
                Ok(item) => items.push(item),
                Err(error) => wrong.push((index, error)),
            }
        }
        if wrong.is_empty() { distinct(items) } else { Err(Unmappable::Items(wrong)) }
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
