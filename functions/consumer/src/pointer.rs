//! What events only point to, each thing once. Pure.

use std::collections::BTreeMap;

use mapping::ObjectRef;
use settings::{ApiName, SourceName};

use crate::ask::Cases;
use crate::batch::Batch;
use crate::case::{Case, ItemEnd, ItemState};
use crate::job::Task;

/// Something that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Pointer {
    /// An object of this source.
    Object(SourceName, ObjectRef),
    /// A finished batch that this API keeps, as this source writes its path.
    Batch(SourceName, ApiName, String),
}

/// What an event's fetched document makes of it.
#[derive(Debug)]
pub(crate) enum Followed {
    /// Items to classify, and what is known of each.
    Items(Task, Vec<ItemState>),
    /// Results to record.
    Results(Task),
    /// Nothing more, for now or for ever.
    End(ItemEnd),
}

/// For each thing the events that point to it, by their places.
pub(crate) fn pointers(cases: &Cases) -> BTreeMap<Pointer, Vec<usize>> {
    let mut pointers: BTreeMap<Pointer, Vec<usize>> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate() {
        if let Some(pointer) = case.as_ref().and_then(pointer) {
            pointers.entry(pointer).or_default().push(place);
        }
    }
    pointers
}

fn pointer(case: &Case) -> Option<Pointer> {
    let source = || SourceName::try_from(case.job.origin.source.clone()).ok();
    match &case.job.task {
        Task::Hydrate { object, .. } => Some(Pointer::Object(source()?, object.clone())),
        Task::Collect { api, reference } => {
            Some(Pointer::Batch(source()?, api.clone(), reference.clone()))
        }
        Task::Classify { .. } | Task::Record { .. } | Task::Nothing | Task::Refuse(_) => None,
    }
}

impl Batch {
    /// What an event pointed to is here, or is not to be had.
    pub fn followed(&mut self, place: usize, followed: Followed) {
        let Some(case) = self.cases.get_mut(place).and_then(Option::as_mut) else { return };
        match followed {
            Followed::Items(task, items) => {
                case.job.task = task;
                case.items = items;
                case.hydrated = true;
            }
            Followed::Results(task) => case.job.task = task,
            Followed::End(end) => case.items = vec![ItemState::Ended(end)],
        }
    }
}
