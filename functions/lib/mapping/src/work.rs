//! What an event asks the consumer to do.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::Value;
use settings::{JsonPath, Meaning, Source, Tenant};
use thiserror::Error;
use versions::Given;

use crate::digest::Digest;
use crate::document::Document;
use crate::items::{Item, ItemError, Items, Unreadable, item};
use crate::nodes::Nodes;
use crate::object::{ObjectRef, ReferenceError, name, object};
use crate::results::{Results, found, judged};
use crate::text::Texts;
use crate::version::not_ahead;

/// What is to be done, and the digest of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Classify these items, each with its own id.
    Classify {
        /// No two with one id.
        items: Items,
        /// Of the tenant, the type and the items.
        digest: Digest,
    },
    /// Fetch this object, and classify its items.
    Hydrate {
        /// Which.
        object: ObjectRef,
        /// Of the tenant, the type and the reference: what the object holds is known only later.
        digest: Digest,
    },
    /// Record these results.
    Record {
        /// At least one, readable or not.
        results: Results,
        /// Of the tenant, the type and the results.
        digest: Digest,
    },
    /// Fetch the results that the API keeps under this reference, and record them.
    Collect {
        /// The job's or batch's id.
        reference: String,
        /// Of the tenant, the type and the reference.
        digest: Digest,
    },
    /// A test delivery, or an event of no interest: nothing to do.
    Nothing {
        /// Of the tenant and the type.
        digest: Digest,
    },
}

/// Why nothing of an event can be worked on as it stands. It names places, never what stands
/// there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unmappable {
    /// The source does not say what this type means.
    #[error("event type {0:?} is not listed under [source.types]")]
    UnlistedType(String),
    /// Nothing to classify.
    #[error("{0} selects no items")]
    NoItems(String),
    /// A trigger without the object that it is about.
    #[error("the object: {0}")]
    Object(ReferenceError),
    /// A result event with neither.
    #[error("neither results nor a reference to them: {0}")]
    NoResults(ReferenceError),
}

/// What an event is read under: the envelope's word for whose it is and of which type, and this
/// machine's time, for versions that are ahead of it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// As the door sealed it.
    pub tenant: &'a Tenant,
    /// As the mapping at hand reads it.
    pub event_type: &'a str,
    /// Now.
    pub now: Timestamp,
}

impl Document {
    /// What this event of `source`, parsed from `body`, asks for.
    pub fn work(
        &self,
        source: &Source,
        reading: Reading<'_>,
        body: &[u8],
    ) -> Result<Work, Unmappable> {
        let root = self.seen_by(source);
        let texts = Texts::of(body, &root);
        let Reading { tenant, event_type, now } = reading;
        let unlisted = || Unmappable::UnlistedType(event_type.to_owned());
        match source.types.get(event_type).ok_or_else(unlisted)? {
            Meaning::Classify => {
                let Mapped { items, raw } = items(source, &texts, &root, &source.event.items)?;
                let digest = Digest::of(tenant, event_type, &items, &raw);
                Ok(Work::Classify { items: items.not_ahead(source, now), digest })
            }
            Meaning::Hydrate => {
                let hydrate = source.hydrate.as_ref().ok_or_else(unlisted)?;
                let object = object(hydrate, &texts, &root).map_err(Unmappable::Object)?;
                let reference = [object.object_type.as_str(), object.object_id.as_str()];
                let digest = Digest::of_reference(tenant, event_type, &reference);
                Ok(Work::Hydrate { object, digest })
            }
            Meaning::Result => results(source, &texts, &root, reading, body),
            Meaning::Ping | Meaning::Ignore => {
                Ok(Work::Nothing { digest: Digest::of_reference(tenant, event_type, &[]) })
            }
        }
    }

    /// The items of an object that one of the source's triggers is about, parsed from `body`.
    pub fn hydrated(
        &self,
        source: &Source,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Items, Unmappable> {
        let root = self.seen_by(source);
        let hydrate = source.hydrate.as_ref();
        let at = hydrate.map_or(&source.event.items, |hydrate| &hydrate.items);
        let mapped = items(source, &Texts::of(body, &root), &root, at)?;
        Ok(mapped.items.not_ahead(source, now))
    }
}

/// Results where the body has some, else what refers to them.
fn results(
    source: &Source,
    texts: &Texts<'_>,
    root: &Value,
    reading: Reading<'_>,
    body: &[u8],
) -> Result<Work, Unmappable> {
    let Reading { tenant, event_type, now } = reading;
    let found = found(source, root, body);
    if found.is_empty() {
        let reference = name(&source.results.reference, texts, root);
        let reference = reference.map_err(Unmappable::NoResults)?;
        let digest = Digest::of_reference(tenant, event_type, &[&reference]);
        return Ok(Work::Collect { reference, digest });
    }
    let digest = Digest::of_results(tenant, event_type, &found);
    Ok(Work::Record { results: judged(found, source, now), digest })
}

/// The items, and the nodes of those that cannot be read.
struct Mapped<'v> {
    items: Items,
    raw: Vec<&'v Value>,
}

fn items<'v>(
    source: &Source,
    texts: &Texts<'_>,
    root: &'v Value,
    at: &JsonPath,
) -> Result<Mapped<'v>, Unmappable> {
    let nodes: Vec<_> = Nodes::select(root, at).map(|(_, nodes)| nodes).collect();
    let mut kept = Distinct::default();
    for (place, nodes) in nodes.iter().enumerate() {
        match item(source, texts, *nodes, place) {
            Ok(item) => kept.add(item),
            Err(error) => kept.unreadable.push(Unreadable { place, error }),
        }
    }
    let items = kept.into_items();
    let raw = items.unreadable.iter().filter_map(|unreadable| nodes.get(unreadable.place));
    let raw = raw.map(|nodes| nodes.item).collect();
    if nodes.is_empty() {
        Err(Unmappable::NoItems(at.to_string()))
    } else {
        Ok(Mapped { items, raw })
    }
}

impl Items {
    /// Items whose time of change is still to come are unreadable. The digest does not know it: it
    /// must not change with the day on which a message is read.
    fn not_ahead(self, source: &Source, now: Timestamp) -> Self {
        let Self { readable, mut unreadable } = self;
        let mut kept = Vec::with_capacity(readable.len());
        for item in readable {
            match not_ahead(item.version, &source.version, now) {
                Ok(version) => kept.push(Item { version, ..item }),
                Err(error) => {
                    unreadable.push(Unreadable { place: item.place, error: error.into() });
                }
            }
        }
        unreadable.sort_by_key(|unreadable| unreadable.place);
        Self { readable: kept, unreadable }
    }
}

/// Items without those said twice. Of a state with two contents neither can be the right one;
/// another version of an item is another state of it.
#[derive(Default)]
struct Distinct {
    first: HashMap<(String, Option<String>), usize>,
    kept: Vec<Item>,
    conflicts: BTreeSet<usize>,
    unreadable: Vec<Unreadable>,
}

impl Distinct {
    fn add(&mut self, item: Item) {
        let state = (item.id.clone(), item.version.map(Given::sortable));
        let Some(position) = self.first.get(&state).copied() else {
            self.first.insert(state, self.kept.len());
            self.kept.push(item);
            return;
        };
        if self.kept.get(position).is_some_and(|first| !first.is_same(&item)) {
            self.conflicts.insert(position);
            self.unreadable.push(conflict(item.place));
        }
    }

    fn into_items(self) -> Items {
        let Self { kept, conflicts, mut unreadable, .. } = self;
        let mut readable = Vec::with_capacity(kept.len());
        for (position, item) in kept.into_iter().enumerate() {
            if conflicts.contains(&position) {
                unreadable.push(conflict(item.place));
            } else {
                readable.push(item);
            }
        }
        unreadable.sort_by_key(|unreadable| unreadable.place);
        Items { readable, unreadable }
    }
}

fn conflict(place: usize) -> Unreadable {
    Unreadable { place, error: ItemError::Conflict }
}

/// How many unreadable items are named: a reason is kept in the ledger, whose rows are small.
const NAMED: usize = 5;

/// Every unreadable item with its reason, for people.
pub fn list(unreadable: &[Unreadable]) -> String {
    let named = unreadable.iter().take(NAMED);
    let named = named.map(|Unreadable { place, error }| format!("item {place}: {error}"));
    let rest = unreadable.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| format!("and {rest} more"));
    named.chain(rest).collect::<Vec<_>>().join("; ")
}
