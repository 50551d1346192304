//! Fetching what events only point to, once they are claimed: a duplicate costs no GET.

use std::sync::Arc;

use envelope::TraceContext;
use futures::StreamExt;
use settings::Source;

use crate::ask::{CallFailed, Cases};
use crate::batch::Batch;
use crate::case::{Case, ItemEnd};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::fetched::{not_had, task};
use crate::isolate::isolate;
use crate::job::Task;
use crate::measure;
use crate::outside::Outside;
use crate::pointer::{Followed, Pointer, pointers};
use crate::recent::Seen;

/// How many GETs are made at once.
const GETS: usize = 8;

/// What was fetched, byte for byte.
pub(crate) type Fetched = Arc<Vec<u8>>;

impl<W: Outside> Consumer<W> {
    /// Makes work of every event that points to something, or ends it for now.
    pub(crate) async fn follow_all(&self, batch: &mut Batch, clock: &Clock) {
        let cases = &batch.cases;
        let follows = pointers(cases).into_iter().map(|(pointer, places)| async move {
            isolate("follow", self.follow(&pointer, places, cases, clock)).await
        });
        let followed: Vec<_> =
            futures::stream::iter(follows).buffer_unordered(GETS).collect().await;
        for (place, followed) in followed.into_iter().flatten().flatten() {
            batch.followed(place, followed);
        }
    }

    /// Fetches one thing for all who point to it. All their messages were sent before this
    /// invocation began, so that what is fetched now shows what they tell of.
    async fn follow(
        &self,
        pointer: &Pointer,
        places: Vec<usize>,
        cases: &Cases,
        clock: &Clock,
    ) -> Vec<(usize, Followed)> {
        let Some(source) = self.source_of(pointer) else { return Vec::new() };
        let cases =
            || places.iter().filter_map(|place| Some((*place, cases.get(*place)?.as_ref()?)));
        let seen = self.objects_seen.get(pointer, clock.now());
        let serves = |case: &Case| seen.as_ref().filter(|seen| serves(seen, case));
        let traces: Vec<_> = cases().map(|(_, case)| case.job.origin.trace.as_ref()).collect();
        let fetched = if cases().all(|(_, case)| serves(case).is_some()) {
            None
        } else {
            Some(self.fetch_pointed(pointer, source, &traces, clock).await)
        };
        let mut followed = Vec::with_capacity(places.len());
        for (place, case) in cases() {
            let document = match (serves(case), &fetched) {
                (Some(seen), _) => {
                    measure::cache_hit("objects");
                    Ok(&seen.value)
                }
                (None, Some(fetched)) => fetched.as_ref(),
                (None, None) => continue,
            };
            followed.push((place, self.work_on(case, source, document, clock).await));
        }
        followed
    }

    fn source_of(&self, pointer: &Pointer) -> Option<&Source> {
        let (Pointer::Object(name, _) | Pointer::Batch(name, ..)) = pointer;
        self.sources.get(name)
    }

    /// Objects are remembered for a burst of triggers; a batch is fetched for its one event.
    async fn fetch_pointed(
        &self,
        pointer: &Pointer,
        source: &Source,
        traces: &[Option<&TraceContext>],
        clock: &Clock,
    ) -> Result<Fetched, CallFailed> {
        let asked_at = clock.now();
        let fetched = Arc::new(self.get(pointer, source, traces, clock).await?);
        if let Pointer::Object(..) = pointer {
            let seen = Seen::new(Arc::clone(&fetched), fetched.len(), asked_at);
            self.objects_seen.put(pointer.clone(), seen);
        }
        Ok(fetched)
    }

    /// What a document makes of one event: mapped as a posted body would be.
    async fn work_on(
        &self,
        case: &Case,
        source: &Source,
        document: Result<&Fetched, &CallFailed>,
        clock: &Clock,
    ) -> Followed {
        let task = match document {
            Ok(body) => task(case, source, body, clock.now()),
            Err(failed) => Err(not_had(failed)),
        };
        match task {
            Ok(Task::Classify { api: name, items, unreadable }) => {
                let Some(api) = self.apis.get(&name) else {
                    return Followed::End(ItemEnd::hold(Cause::Misconfigured, "no such API"));
                };
                let states = self.read_all(case, &items, api, clock).await;
                Followed::Items(Task::Classify { api: name, items, unreadable }, states)
            }
            Ok(task) => Followed::Results(task),
            Err(end) => Followed::End(end),
        }
    }
}

/// A retried or redriven event asks for itself, and so does one that was received when the object
/// was asked for already: the change it tells of may have come after.
fn serves(seen: &Seen<Fetched>, case: &Case) -> bool {
    case.is_first() && seen.is_of_after(case.job.origin.received_at)
}
