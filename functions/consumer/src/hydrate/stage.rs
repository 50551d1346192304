//! Fetching what events only refer to, once they are claimed: a duplicate costs no GET.

use std::collections::BTreeMap;
use std::sync::Arc;

use budget::BudgetTable;
use envelope::TraceContext;
use futures::StreamExt;
use ids::Ids;
use objects::Objects;
use secrets::{Keyring, SecretStore};
use settings::{Api, ApiName, Source, SourceName};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::event::{Claimed, ItemEnd, Task};
use crate::hydrate::document::{not_had, task};
use crate::hydrate::reference::{Reference, references};
use crate::measure;
use crate::remote::{CallFailed, Permits, Recent, Seen};

/// How many GETs are made at once.
const GETS: usize = 8;

/// What was fetched, byte for byte.
type Fetched = Arc<Vec<u8>>;

/// What became of one event that referred to something.
pub(crate) type Hydrated = (usize, Result<Task, ItemEnd>);

/// Fetches objects and finished batches. Holds: the objects, their budgets, their keys.
#[derive(Debug)]
pub(crate) struct Hydrate<O, B, S> {
    pub(super) objects: O,
    pub(super) permits: Arc<Permits<B>>,
    pub(super) keyring: Arc<Keyring<S>>,
    pub(super) sources: Arc<BTreeMap<SourceName, Source>>,
    pub(super) apis: Arc<BTreeMap<ApiName, Api>>,
    pub(super) ids: Ids,
    pub(super) at_once: Semaphore,
    seen: Recent<Reference, Fetched>,
}

/// What everything that reads settings shares.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub sources: Arc<BTreeMap<SourceName, Source>>,
    pub apis: Arc<BTreeMap<ApiName, Api>>,
}

impl<O: Objects, B: BudgetTable, S: SecretStore> Hydrate<O, B, S> {
    pub fn new(
        objects: O,
        permits: Arc<Permits<B>>,
        keyring: Arc<Keyring<S>>,
        known: Known,
        ids: Ids,
    ) -> Self {
        let Known { sources, apis } = known;
        let (at_once, seen) = (Semaphore::new(GETS), Recent::new());
        Self { objects, permits, keyring, sources, apis, ids, at_once, seen }
    }

    /// What each event of a group that refers to something asks for, or how it ends.
    pub async fn all(&self, group: &[Claimed], clock: &Clock) -> Vec<Hydrated> {
        let fetches = references(group).into_iter().map(|(reference, places)| async move {
            self.one(&reference, places, group, clock).await
        });
        let hydrated: Vec<_> =
            futures::stream::iter(fetches).buffer_unordered(GETS).collect().await;
        hydrated.into_iter().flatten().collect()
    }

    /// Fetches one thing for all who refer to it. All their messages were sent before this
    /// invocation began, so that what is fetched now shows what they tell of.
    async fn one(
        &self,
        reference: &Reference,
        places: Vec<usize>,
        group: &[Claimed],
        clock: &Clock,
    ) -> Vec<Hydrated> {
        let Some(source) = self.source_of(reference) else { return Vec::new() };
        let events = || places.iter().filter_map(|place| Some((*place, group.get(*place)?)));
        let seen = self.seen.get(reference, clock.now());
        let serves = |claimed: &Claimed| seen.as_ref().filter(|seen| serves(seen, claimed));
        let traces: Vec<_> =
            events().map(|(_, claimed)| claimed.event.origin.trace.as_ref()).collect();
        let fetched = if events().all(|(_, claimed)| serves(claimed).is_some()) {
            None
        } else {
            Some(self.fetch(reference, source, &traces, clock).await)
        };
        let mut hydrated = Vec::with_capacity(places.len());
        for (place, claimed) in events() {
            let document = match (serves(claimed), &fetched) {
                (Some(seen), _) => {
                    measure::cache_hit("objects");
                    Ok(&seen.value)
                }
                (None, Some(fetched)) => fetched.as_ref(),
                (None, None) => continue,
            };
            hydrated.push((place, asked(claimed, source, document, clock)));
        }
        hydrated
    }

    fn source_of(&self, reference: &Reference) -> Option<&Source> {
        let (Reference::Object(name, _) | Reference::Batch(name, ..)) = reference;
        self.sources.get(name)
    }

    /// Objects are remembered for a burst of triggers; a batch is fetched for its one event.
    async fn fetch(
        &self,
        reference: &Reference,
        source: &Source,
        traces: &[Option<&TraceContext>],
        clock: &Clock,
    ) -> Result<Fetched, CallFailed> {
        let asked_at = clock.now();
        let fetched = Arc::new(self.get(reference, source, traces, clock).await?);
        if let Reference::Object(..) = reference {
            let seen = Seen::new(Arc::clone(&fetched), fetched.len(), asked_at);
            self.seen.put(reference.clone(), seen);
        }
        Ok(fetched)
    }
}

/// What a document makes of one event: mapped as a posted body would be.
fn asked(
    claimed: &Claimed,
    source: &Source,
    document: Result<&Fetched, &CallFailed>,
    clock: &Clock,
) -> Result<Task, ItemEnd> {
    match document {
        Ok(body) => task(&claimed.event, source, body, clock.now()),
        Err(failed) => Err(not_had(failed)),
    }
}

/// A retried or redriven event asks for itself, and so does one that was received when the object
/// was asked for already: the change it tells of may have come after.
fn serves(seen: &Seen<Fetched>, claimed: &Claimed) -> bool {
    claimed.is_first() && seen.is_of_after(claimed.event.origin.received_at)
}
