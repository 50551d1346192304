//! The oracle's provider, asked without a network: what goes over the wire is the same.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::{
    Answers, Call, CallError, Classifier, Found, LookUp, Outage, read_answers, read_found,
    retry_after, sort_status,
};
use oracle::{LookedUp, Provider, Reply, Request};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::chaos::time::Time;
use crate::scene::start;

/// One consumer's way to the provider. Clones are the same consumer's.
#[derive(Clone, Debug)]
pub struct ChaosApi {
    provider: Arc<Mutex<Provider>>,
    invocation: Arc<AtomicU64>,
    time: Time,
}

impl ChaosApi {
    /// A way to this provider, by this clock.
    pub(crate) fn new(provider: Arc<Mutex<Provider>>, time: Time) -> Self {
        Self { provider, invocation: Arc::default(), time }
    }

    /// A way to this provider, at which a clock begins.
    pub fn begin(provider: Arc<Mutex<Provider>>) -> Self {
        Self::new(provider, Time::begin())
    }

    /// Calls from now on are this invocation's.
    pub fn invoked(&self, invocation: u64) {
        self.invocation.store(invocation, Ordering::Relaxed);
    }

    fn ask(&self, call: &Call<'_>) -> Reply {
        let (path, body) = match call.questions {
            [only] => ("/openapi/v1/tariff", json!(only)),
            items => ("/openapi/v1/tariff/batch", json!({"items": items})),
        };
        let invocation = self.invocation.load(Ordering::Relaxed);
        let (request_id, body) = (call.request_id, body.to_string());
        let api = api(call.base_url);
        let at = self.time.now().as_millisecond();
        let request = Request { invocation, at, api, path, request_id, body: &body };
        self.provider.lock().expect("a lock").call(&request)
    }
}

impl Classifier for ChaosApi {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
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
