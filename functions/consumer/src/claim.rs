//! Winning an event, and reading what is recorded of its items.

use classifications::{AnswerTable, ItemKey, Standing, VersionKey, standing};
use futures::StreamExt;
use ledger::{Claim, Claiming};
use mapping::Item;

use crate::case::{Case, ItemEnd, ItemState};
use crate::cause::{Cause, Refusal};
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::fate::Fate;
use crate::job::{Job, Task};
use crate::outside::Outside;
use crate::version::version_key;

/// How many of one event's items are read at once.
const READS: usize = 16;

/// A case that is done in a later stage: on hold, should that one not come to it.
fn waiting(job: Job, claim: Claim, items: usize, reason: &str) -> Case {
    let items = vec![ItemState::Ended(ItemEnd::hold(Cause::Bug, reason)); items];
    Case { job, claim, items, hydrated: false }
}

impl<W: Outside> Consumer<W> {
    /// Claims a job's event. What needs no call ends here; the rest becomes a case.
    pub(crate) async fn claim(
        &self,
        job: Job,
        request_ids: Vec<String>,
        clock: &Clock,
    ) -> Result<Case, Fate> {
        let claiming = match self.ledger.claim(&job.bid(request_ids, clock)).await {
            Ok(claiming) => claiming,
            Err(error) => {
                return Err(job.held(Cause::Tables, &error.to_string(), clock.now(), clock.now()));
            }
        };
        match claiming {
            Claiming::Won(claim) => self.begin(job, claim).await,
            Claiming::GiveUp(claim) => {
                let deaths = claim.abandoned();
                let reason = format!("its invocation died {deaths} times");
                Err(self.refuse(&job, claim, Refusal::Deaths, &reason).await)
            }
            Claiming::Duplicate => {
                job.log("duplicate");
                Err(Fate::Duplicate)
            }
            Claiming::Held(until) => {
                Err(job.held(Cause::Lease, "claimed already", until, clock.now()))
            }
            Claiming::Refused(reason) => {
                job.log_reason("refused before", &reason);
                Err(Fate::Refused)
            }
            Claiming::Reused => Err(self.refuse_reused(job.reused(), clock).await),
        }
    }

    async fn begin(&self, job: Job, claim: Claim) -> Result<Case, Fate> {
        job.log("claimed");
        match &job.task {
            Task::Refuse(reason) => {
                Err(self.refuse(&job, claim, Refusal::Unmappable, reason).await)
            }
            Task::Nothing => Err(self.complete(&job, claim).await),
            Task::Classify { items, .. } => {
                let items = self.read_all(&job, items, false, &claim).await;
                Ok(Case { job, claim, items, hydrated: false })
            }
            Task::Hydrate { .. } | Task::Collect { .. } => {
                Ok(waiting(job, claim, 1, "not fetched"))
            }
            Task::Record { results, .. } => {
                let count = results.len();
                Ok(waiting(job, claim, count, "not recorded"))
            }
        }
    }

    /// A reused id is refused under a row of its own, claimed like any other.
    async fn refuse_reused(&self, job: Job, clock: &Clock) -> Fate {
        let Task::Refuse(reason) = &job.task else {
            return Fate::Refused;
        };
        match self.ledger.claim(&job.bid(Vec::new(), clock)).await {
            Ok(Claiming::Won(claim) | Claiming::GiveUp(claim)) => {
                self.refuse(&job, claim, Refusal::Reused, reason).await
            }
            Ok(Claiming::Held(until)) => {
                job.held(Cause::Lease, "claimed already", until, clock.now())
            }
            Ok(Claiming::Refused(_) | Claiming::Duplicate | Claiming::Reused) => Fate::Refused,
            Err(error) => job.held(Cause::Tables, &error.to_string(), clock.now(), clock.now()),
        }
    }

    /// Every claim reads before it asks, its first one included: what a predecessor recorded
    /// before it died is not paid for again.
    pub(crate) async fn read_all(
        &self,
        job: &Job,
        items: &[Item],
        hydrated: bool,
        claim: &Claim,
    ) -> Vec<ItemState> {
        let first_received = claim.first_received();
        let version = move |item| version_key(job, item, hydrated, first_received);
        let reads = items.iter().map(|item| self.read(job, item, version(item)));
        futures::stream::iter(reads).buffered(READS).collect().await
    }

    async fn read(&self, job: &Job, item: &Item, version: VersionKey) -> ItemState {
        let key = ItemKey::new(&job.origin.tenant, &item.id);
        let newest = match self.answers.newest(&key).await {
            Ok(newest) => newest,
            Err(error) => return ItemState::Ended(ItemEnd::hold(Cause::Tables, error.to_string())),
        };
        match standing(&version, newest.as_ref()) {
            Standing::Open => ItemState::Open(version),
            Standing::Answered => ItemState::Ended(ItemEnd::Settled),
            Standing::Superseded => {
                job.log("superseded");
                ItemState::Ended(ItemEnd::Settled)
            }
        }
    }
}
