//! Making one call of the classification API.

use std::sync::Arc;
use std::time::Duration;

use budget::{BudgetTable, Caps, Purpose, SpendTable};
use classifier::{Answers, Call, CallError, Classifier, Key, LookUp, Named};
use envelope::TraceContext;
use secrets::{Keyring, SecretStore};
use settings::Api;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemRef, Setback};
use crate::measure;
use crate::plan::Pack;
use crate::remote::{CallFailed, Permits, Permitted, traceparent};

/// How many calls are made at once.
const CALLS: usize = 8;

/// How long the answer to a look-up may take: nothing is classified for it.
const LOOK_UP: Duration = Duration::from_secs(10);

/// Makes calls. Holds: the API, its budget, what may be spent, its key.
#[derive(Debug)]
pub(crate) struct Calls<C, B, P, S> {
    api: C,
    permits: Arc<Permits<B>>,
    pub(super) caps: Caps<P>,
    keyring: Arc<Keyring<S>>,
    at_once: Semaphore,
}

/// A call that may be made.
#[derive(Debug)]
pub(crate) struct Ready {
    key: String,
    /// Whether it finds out if the API answers at all: then it had better be of one item.
    pub is_probe: bool,
}

impl<C, B, P, S> Calls<C, B, P, S>
where
    C: Classifier,
    B: BudgetTable,
    P: SpendTable,
    S: SecretStore,
{
    pub fn new(api: C, permits: Arc<Permits<B>>, spend: P, keyring: Arc<Keyring<S>>) -> Self {
        Self { api, permits, caps: Caps::new(spend), keyring, at_once: Semaphore::new(CALLS) }
    }

    /// Whether a call of so many items may be made, once the fleet's gate lets it pass and if its
    /// answer would come in time.
    pub async fn ready(&self, api: &Api, items: usize, clock: &Clock) -> Result<Ready, CallFailed> {
        let timeout = timeout(api, items);
        if !clock.has_time_for(timeout) {
            return Err(CallFailed::NotMade(Cause::Deadline, "too little time left"));
        }
        let key = self.key(api, clock).await?;
        let permitted = self.permits.call(api, items, Purpose::Service, timeout, clock).await?;
        Ok(Ready { key, is_probe: permitted == Permitted::Probe })
    }

    /// Makes the call, and tells the fleet how it went.
    pub async fn make(
        &self,
        ready: Ready,
        api: &Api,
        pack: &Pack,
        group: &[Claimed],
        clock: &Clock,
    ) -> Result<Answers, CallFailed> {
        let Ok(_turn) = self.at_once.acquire().await else {
            return Err(CallFailed::NotMade(Cause::Bug, "no turn"));
        };
        let questions = pack.asked(|asker| item_of(asker, group));
        let questions = questions.ok_or(CallFailed::NotMade(Cause::Bug, "an event is gone"))?;
        let items = if pack.path.is_some() { 1 } else { questions.len() };
        let timeout = timeout(api, items);
        if !clock.has_time_for(timeout) {
            return Err(CallFailed::NotMade(Cause::Deadline, "too little time left"));
        }
        let traceparent = traceparent(&pack.request_id, traces(pack, group));
        let call = Call {
            base_url: &api.base_url,
            key_header: &api.key_header,
            key: Key(&ready.key),
            request_id: &pack.request_id,
            traceparent: &traceparent,
            path: pack.path.as_deref(),
            questions: &questions,
            retryable: &api.retryable,
            timeout,
            now: clock.now(),
        };
        let began = clock.now();
        let result = self.api.classify(call).await;
        log(pack, &result);
        measure::call(&api.name, questions.len(), clock.now().duration_since(began), &result);
        let request_id = Some(pack.request_id.as_str());
        self.permits.report(&api.name, Purpose::Service, request_id, result, clock).await
    }

    /// Asks what became of an earlier call, with the fleet's permit like any other.
    pub async fn look_up(
        &self,
        api: &Api,
        path: &str,
        request_id: &str,
        clock: &Clock,
    ) -> Result<classifier::Found, Setback> {
        if !clock.has_time_for(LOOK_UP) {
            return Err(Setback::new(Cause::Deadline, "too little time left"));
        }
        let key = self.key(api, clock).await.map_err(setback)?;
        let permitted = self.permits.call(api, 1, Purpose::Inquiry, LOOK_UP, clock).await;
        permitted.map_err(setback)?;
        let look_up = LookUp {
            base_url: &api.base_url,
            path,
            key_header: &api.key_header,
            key: Key(&key),
            request_id,
            retryable: &api.retryable,
            timeout: LOOK_UP,
            now: clock.now(),
        };
        let found = self.api.look_up(look_up).await;
        let outcome = outcome(&found);
        measure::look_up(&api.name, outcome);
        tracing::info!(api_request_id = request_id, outcome, "looked up");
        let purpose = Purpose::Inquiry;
        let reported = self.permits.report(&api.name, purpose, Some(request_id), found, clock);
        reported.await.map_err(setback)
    }

    /// The API's key, with its prefix.
    async fn key(&self, api: &Api, clock: &Clock) -> Result<String, CallFailed> {
        let key = self.keyring.value(&api.key, clock.now()).await;
        let lacking = CallFailed::NotMade(Cause::Credentials, "the API's key is not to be had");
        let key = key.map_err(|_| lacking)?;
        Ok(format!("{}{}", api.key_prefix, key.as_str()))
    }
}

fn traces<'c>(
    pack: &'c Pack,
    group: &'c [Claimed],
) -> impl Iterator<Item = Option<&'c TraceContext>> {
    pack.askers().map(|asker| group.get(asker.event)?.event.origin.trace.as_ref())
}

/// An item of a group.
pub(crate) fn item_of(asker: ItemRef, group: &[Claimed]) -> Option<&mapping::Item> {
    group.get(asker.event)?.event.items().get(asker.item)
}

/// The call that was answered, and who the provider says that it is.
pub(crate) fn named(request_id: &str, about: &Named) -> Named {
    Named { request_id: Some(request_id.to_owned()), ..about.clone() }
}

/// A lone item goes to the single endpoint, which answers sooner.
fn timeout(api: &Api, items: usize) -> Duration {
    if items == 1 { api.single_timeout } else { api.batch_timeout }
}

/// Whatever a look-up fails of, it is no try: nothing was asked to be classified.
fn setback(failed: CallFailed) -> Setback {
    match failed {
        CallFailed::NotMade(cause, reason) => Setback::new(cause, reason),
        CallFailed::Hold(setback) | CallFailed::Try(setback) => setback,
        CallFailed::Refused(_, reason) => Setback::new(Cause::Misconfigured, reason),
    }
}

fn outcome(found: &Result<classifier::Found, CallError>) -> &'static str {
    match found {
        Ok(classifier::Found::Nothing) => "nothing",
        Ok(classifier::Found::Working) => "working",
        Ok(classifier::Found::Answers { .. }) => "found",
        Err(_) => "failed",
    }
}

fn log(pack: &Pack, result: &Result<Answers, CallError>) {
    let (request_id, items) = (&pack.request_id, pack.questions.len());
    let askers = pack.askers().count();
    match result {
        Ok(answers) => {
            tracing::info!(api_request_id = request_id, items, askers, "answered");
            if answers.ignored > 0 {
                let ignored = answers.ignored;
                tracing::warn!(api_request_id = request_id, ignored, "items that nobody asked for");
            }
        }
        Err(error @ CallError::Misconfigured(_)) => {
            tracing::error!(api_request_id = request_id, items, %error, "call failed");
        }
        Err(error) => tracing::warn!(api_request_id = request_id, items, %error, "call failed"),
    }
}
