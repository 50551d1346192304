//! The oracle's provider, asked without a network: what goes over the wire is the same.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::{
    Answers, Call, CallError, Classifier, Found, LookUp, Outage, read_answers, read_found,
    retry_after, sort_status,
};
use oracle::{Content, LookedUp, Millis, Pause, Provider, Reply, Request};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::chaos::time::Time;
use crate::doubles::Life;
use crate::scene::start;

/// The longest pause that is obeyed.
const LONGEST_PAUSE: Millis = 60 * 60 * 1_000;

/// One consumer's way to the provider. Clones are the same consumer's.
#[derive(Clone, Debug)]
pub struct ChaosApi {
    provider: Arc<Mutex<Provider>>,
    invocation: Arc<AtomicU64>,
    time: Time,
    /// Ends with whoever asks for what is deadly.
    life: Life,
    pauses: Arc<Mutex<Vec<(u64, Pause)>>>,
}

impl ChaosApi {
    /// A way to this provider, by this clock.
    pub(crate) fn new(provider: Arc<Mutex<Provider>>, time: Time) -> Self {
        let (invocation, life, pauses) = (Arc::default(), Life::default(), Arc::default());
        Self { provider, invocation, time, life, pauses }
    }

    /// The same way for whoever lives this life; the pauses that the provider asks for are noted
    /// here, each with the invocation that hears of it.
    #[must_use]
    pub(crate) fn of(self, life: &Life, pauses: &Arc<Mutex<Vec<(u64, Pause)>>>) -> Self {
        Self { life: life.clone(), pauses: Arc::clone(pauses), ..self }
    }

    /// A way to this provider, at which a clock begins.
    pub fn begin(provider: Arc<Mutex<Provider>>) -> Self {
        Self::new(provider, Time::begin())
    }

    /// The API at this address.
    pub(crate) fn named(base_url: &str) -> &str {
        api(base_url)
    }

    /// Calls from now on are this invocation's.
    pub fn invoked(&self, invocation: u64) {
        self.invocation.store(invocation, Ordering::Relaxed);
    }

    fn ask(&self, call: &Call<'_>) -> Reply {
        let (path, body) = match call.questions {
            [only] if call.path.is_none() => ("/openapi/v1/tariff", json!(only)),
            items => (call.path.unwrap_or("/openapi/v1/tariff/batch"), json!({"items": items})),
        };
        let invocation = self.invocation.load(Ordering::Relaxed);
        let (request_id, body) = (call.request_id, body.to_string());
        let api = api(call.base_url);
        let at = self.time.now().as_millisecond();
        let request = Request { invocation, at, api, path, request_id, body: &body };
        let reply = self.provider.lock().expect("a lock").call(&request);
        if let Reply::Answer { retry_after: Some(said), .. } = &reply
            && let Some(wait) = retry_after(said, start())
        {
            let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).min(LONGEST_PAUSE);
            let pause = Pause { api: api.to_owned(), from: at, until: at + wait };
            self.pauses.lock().expect("a lock").push((invocation, pause));
        }
        reply
    }
}

/// Whether it holds an item that kills who asks for it.
fn is_deadly(call: &Call<'_>) -> bool {
    call.questions.iter().any(|question| {
        let (description, country) = (question.description.clone(), None);
        Content { description, country }.is_deadly()
    })
}

impl Classifier for ChaosApi {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        if is_deadly(&call) {
            return self.life.die().await;
        }
        let heard = hear(self.ask(&call), call);
        let late = |_elapsed| Err(CallError::Unavailable(Outage::Timeout));
        timeout(call.timeout, heard).await.unwrap_or_else(late)
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let reply = {
            let invocation = self.invocation.load(Ordering::Relaxed);
            let mut provider = self.provider.lock().expect("a lock");
            provider.look_up(invocation, look_up.request_id, self.time.now().as_millisecond())
        };
        sleep(Duration::from_secs(1)).await;
        match reply {
            LookedUp::Body(body) => read_found(body.as_bytes(), look_up.retryable),
            LookedUp::Nothing => Ok(Found::Nothing),
            LookedUp::Working => Ok(Found::Working),
            LookedUp::Status(status) => Err(sort_status(status, None)),
        }
    }
}

/// The API at this address, by the first part of its host.
fn api(base_url: &str) -> &str {
    let host = base_url.strip_prefix("https://").unwrap_or(base_url);
    host.split('.').next().unwrap_or_default()
}

async fn hear(reply: Reply, call: Call<'_>) -> Result<Answers, CallError> {
    let unavailable = |outage| Err(CallError::Unavailable(outage));
    match reply {
        Reply::Answer { status: 200, body, after, .. } => {
            sleep(after).await;
            read_answers(call.questions, body.as_bytes(), call.retryable)
        }
        Reply::Answer { status: 202, after, .. } => {
            sleep(after).await;
            Err(CallError::Accepted)
        }
        Reply::Answer { status, retry_after: said, after, .. } => {
            sleep(after).await;
            let wait = said.and_then(|said| retry_after(said, start()));
            Err(sort_status(status, wait))
        }
        Reply::Broken(after) => {
            sleep(after).await;
            unavailable(Outage::Broken)
        }
        Reply::Unreachable => unavailable(Outage::NoConnection),
        Reply::Silence => std::future::pending().await,
    }
}
