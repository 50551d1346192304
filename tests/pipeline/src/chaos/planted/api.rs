//! The way to the API.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use budget::{BudgetTable, Stamped};
use classifier::{Answer, Answers, Call, CallError, Classifier, Found, LookUp};

use crate::chaos::api::ChaosApi;
use crate::chaos::planted::bug::Bug;
use crate::doubles::MemoryBudget;

/// A consumer's way to the provider, and the bug in it.
#[derive(Clone, Debug)]
pub(crate) struct PlantedApi {
    api: ChaosApi,
    bug: Option<Bug>,
    budget: MemoryBudget,
    /// The jobs that were submitted. All consumers know them.
    submitted: Arc<Mutex<BTreeSet<String>>>,
}

/// What the bugs of all ways share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    pub bug: Option<Bug>,
    pub budget: MemoryBudget,
    pub submitted: Arc<Mutex<BTreeSet<String>>>,
}

impl Shared {
    pub fn new(bug: Option<Bug>, budget: MemoryBudget) -> Self {
        Self { bug, budget, submitted: Arc::default() }
    }
}

impl PlantedApi {
    pub fn new(api: ChaosApi, shared: &Shared) -> Self {
        let Shared { bug, budget, submitted } = shared.clone();
        Self { api, bug, budget, submitted }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }
}

impl Classifier for PlantedApi {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let is_job = call.path.is_some() && self.has(Bug::JobTwice);
        let is_second = is_job && {
            let mut submitted = self.submitted.lock().expect("a lock");
            !submitted.insert(call.request_id.to_owned())
        };
        let again = format!("{}-again", call.request_id);
        let call = if is_second { Call { request_id: &again, ..call } } else { call };
        let answers = match self.api.classify(call).await {
            Err(CallError::RateLimited { .. }) if self.has(Bug::IgnoresPause) => {
                let retry_after = Some(Duration::from_secs(1));
                return Err(CallError::RateLimited { retry_after });
            }
            answers => answers?,
        };
        let is_bad = |answer: &Answer| matches!(answer, Answer::Retryable { .. });
        if self.has(Bug::AllOrNothing) && answers.items.iter().any(is_bad) {
            return Err(CallError::Nonsense("an item without an answer".to_owned()));
        }
        Ok(answers)
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let found = self.api.look_up(look_up).await?;
        if self.has(Bug::LookUpsClose) {
            let api = ChaosApi::named(look_up.base_url);
            let Stamped { state, stamp } = self.budget.state(api);
            let up = Stamped { state: state.answered(1), stamp: format!("{stamp}+") };
            let _told = self.budget.swap(api, &up, &stamp).await;
        }
        Ok(found)
    }
}
