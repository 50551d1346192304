//! Fetching the bodies that were too long for the queue.

use bodies::{BodyStore, NotFetched};
use futures::StreamExt;

use crate::batch::Batch;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::isolate::isolate;
use crate::job::Job;
use crate::open::Unfetched;
use crate::outside::Outside;

/// How many bodies, each up to 6 MB, are held on their way at once.
const FETCHES: usize = 4;

impl<W: Outside> Consumer<W> {
    /// Makes a job of every event whose body is to be had; the rest comes back.
    pub(crate) async fn fetch_all(
        &self,
        batch: &mut Batch,
        unfetched: Vec<(usize, Unfetched)>,
        clock: &Clock,
    ) {
        let fetches = unfetched.into_iter().map(|(place, event)| async move {
            (place, isolate("fetch", self.fetch(event, clock)).await.ok().flatten())
        });
        let mut jobs = futures::stream::iter(fetches).buffer_unordered(FETCHES);
        while let Some((place, job)) = jobs.next().await {
            if let Some(job) = job {
                batch.fetched(place, job);
            }
        }
    }

    async fn fetch(&self, event: Unfetched, clock: &Clock) -> Option<Job> {
        let now = clock.now();
        match self.bodies.get(event.key()).await {
            Ok(body) if event.is_body(&body) => Some(event.job(Ok(&body), now)),
            Ok(_) => Some(event.job(Err("the stored body is not the one that was verified"), now)),
            Err(gone @ NotFetched::Gone) => Some(event.job(Err(&gone.to_string()), now)),
            Err(error @ NotFetched::Unavailable(_)) => {
                tracing::warn!(key = event.key(), %error, "body not fetched");
                None
            }
        }
    }
}
