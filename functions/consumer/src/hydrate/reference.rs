//! What events only refer to, each thing once. Pure.

use std::collections::BTreeMap;

use mapping::ObjectRef;
use settings::{ApiName, SourceName};

use crate::event::{Claimed, Event, Task};

/// Something that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reference {
    /// An object of this source.
    Object(SourceName, ObjectRef),
    /// A finished batch that this API keeps, as this source writes its path.
    Batch(SourceName, ApiName, String),
}

/// For each thing the events of a group that refer to it, by their places.
pub(crate) fn references(group: &[Claimed]) -> BTreeMap<Reference, Vec<usize>> {
    let mut references: BTreeMap<Reference, Vec<usize>> = BTreeMap::new();
    for (place, claimed) in group.iter().enumerate() {
        // Whoever is given up is read, and not asked for again; who is held has its end.
        let is_wanted = claimed.is_given_up.is_none() && !claimed.has_ended();
        if let Some(reference) = reference(&claimed.event).filter(|_| is_wanted) {
            references.entry(reference).or_default().push(place);
        }
    }
    references
}

fn reference(event: &Event) -> Option<Reference> {
    let source = || SourceName::try_from(event.origin.source.clone()).ok();
    match &event.task {
        Task::Hydrate { object, .. } => Some(Reference::Object(source()?, object.clone())),
        Task::Collect { api, reference } => {
            Some(Reference::Batch(source()?, api.clone(), reference.clone()))
        }
        Task::Classify { .. }
        | Task::Record { .. }
        | Task::Nothing
        | Task::Refuse(_)
        | Task::Reused => None,
    }
}
