//! Winning an event, and reading what is recorded of its items.

use std::collections::BTreeSet;

use ledger::{Claim, Claiming};

use crate::case::{Case, ItemEnd, ItemState};
use crate::cause::{Cause, Refusal};
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::fate::Fate;
use crate::job::{Job, Task};
use crate::outside::Outside;

impl Case {
    /// A case of which nothing is known yet.
    fn new(job: Job, claim: Claim) -> Self {
        let (items, resolved) = (Vec::new(), BTreeSet::new());
        Self { job, claim, items, hydrated: false, resolved }
    }

    /// A case whose items are looked at in a later stage: on hold, should that one not come to it.
    fn waiting(job: Job, claim: Claim, items: usize, reason: &str) -> Self {
        let items = vec![ItemState::Ended(ItemEnd::hold(Cause::Bug, reason)); items];
        Self { items, ..Self::new(job, claim) }
    }
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
            Claiming::Won(claim) => self.begin(job, claim, clock).await,
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

    async fn begin(&self, job: Job, claim: Claim, clock: &Clock) -> Result<Case, Fate> {
        job.log("claimed");
        match &job.task {
            Task::Refuse(reason) => {
                Err(self.refuse(&job, claim, Refusal::Unmappable, reason).await)
            }
            Task::Nothing => Err(self.complete(&job, claim).await),
            Task::Classify { api, .. } => match self.apis.get(api) {
                Some(api) => {
                    let mut case = Case::new(job, claim);
                    case.items = self.read_all(&case, case.job.items(), api, clock).await;
                    Ok(case)
                }
                None => Ok(Case::waiting(job, claim, 1, "no such API")),
            },
            Task::Hydrate { .. } | Task::Collect { .. } => {
                Ok(Case::waiting(job, claim, 1, "not fetched"))
            }
            Task::Record { results, .. } => {
                let count = results.len();
                Ok(Case::waiting(job, claim, count, "not recorded"))
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
}
