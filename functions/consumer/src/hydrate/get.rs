//! One GET: with its key, the fleet's permit, and a timeout that ends before the invocation.

use std::time::Duration;

use budget::{BudgetTable, Permit, Purpose};
use classifier::CallError;
use envelope::TraceContext;
use jiff::Timestamp;
use mapping::Document;
use objects::{Get, GetError, Key, Objects};
use secrets::SecretStore;
use settings::{Api, ApiRate, SecretPlace, Source};

use crate::clock::Clock;
use crate::event::Cause;
use crate::hydrate::reference::Reference;
use crate::hydrate::stage::Hydrate;
use crate::measure;
use crate::remote::{CallFailed, rate, traceparent};

/// How long a finished batch may take to come: it is looked up, not worked out.
const BATCH_TIMEOUT: Duration = Duration::from_mins(1);

/// Where something is fetched, and as whom.
struct Way<'a> {
    /// What the budget is kept under: one for each key.
    budget: String,
    /// A store of objects is judged by its own GETs, an API only by what it is there for.
    purpose: Purpose,
    base_url: &'a str,
    path: Vec<&'a str>,
    key: &'a SecretPlace,
    key_header: &'a str,
    key_prefix: &'a str,
    rate: Option<ApiRate>,
    timeout: Duration,
}

impl<O: Objects, B: BudgetTable, S: SecretStore> Hydrate<O, B, S> {
    /// Fetches what is referred to. Nothing is sent that the deadline would cut.
    pub(crate) async fn get(
        &self,
        reference: &Reference,
        source: &Source,
        traces: &[Option<&TraceContext>],
        clock: &Clock,
    ) -> Result<Vec<u8>, CallFailed> {
        let way = self
            .way(reference, source)
            .ok_or(CallFailed::NotMade(Cause::Misconfigured, "no such API"))?;
        let Ok(_turn) = self.at_once.acquire().await else {
            return Err(CallFailed::NotMade(Cause::Bug, "no turn"));
        };
        if !clock.has_time_for(way.timeout) {
            return Err(CallFailed::NotMade(Cause::Deadline, "too little time left"));
        }
        let key = self.keyring.value(way.key, clock.now()).await;
        let lacking = CallFailed::NotMade(Cause::Credentials, "the GET's key is not to be had");
        let key = key.map_err(|_| lacking)?;
        let key = format!("{}{}", way.key_prefix, key.as_str());
        let (budget, rate) = (way.budget.as_str(), way.rate.map(rate));
        let permit = Permit { api: budget, rate, units: 1, purpose: way.purpose };
        self.permits.take(permit, way.timeout, clock).await?;
        let (request_id, began) = (self.ids.next(), clock.now());
        let traceparent = traceparent(&request_id, traces.iter().copied());
        let result = self.objects.get(way.request(&key, (&request_id, &traceparent), began)).await;
        let result = result.and_then(readable);
        let took = clock.now().duration_since(began);
        measure::get(&source.name, took, &result);
        log(&source.name, &request_id, &result);
        let result = result.map_err(as_call);
        let reported = self.permits.report(budget, way.purpose, None, result, clock).await;
        reported.map_err(|failed| match failed {
            CallFailed::Refused(status, _) => {
                CallFailed::Refused(status, GetError::NotThere(status).to_string())
            }
            others => others,
        })
    }

    fn way<'a>(&'a self, reference: &'a Reference, source: &'a Source) -> Option<Way<'a>> {
        match reference {
            Reference::Object(_, object) => {
                let at = source.hydrate.as_ref()?;
                Some(Way {
                    budget: format!("hydrate:{}", source.name),
                    purpose: Purpose::Service,
                    base_url: &at.base_url,
                    path: vec![&object.object_type, &object.object_id],
                    key: &at.key,
                    key_header: &at.key_header,
                    key_prefix: &at.key_prefix,
                    rate: at.rate,
                    timeout: at.timeout,
                })
            }
            Reference::Batch(_, api, batch) => {
                let api: &Api = self.apis.get(api)?;
                Some(Way {
                    budget: api.name.clone(),
                    purpose: Purpose::Inquiry,
                    base_url: &api.base_url,
                    path: source.results.path.segments(batch),
                    key: &api.key,
                    key_header: &api.key_header,
                    key_prefix: &api.key_prefix,
                    rate: api.rate,
                    timeout: BATCH_TIMEOUT,
                })
            }
        }
    }
}

impl Way<'_> {
    fn request<'r>(
        &'r self,
        key: &'r str,
        (request_id, traceparent): (&'r str, &'r str),
        now: Timestamp,
    ) -> Get<'r> {
        Get {
            base_url: self.base_url,
            path: &self.path,
            key_header: self.key_header,
            key: Key(key),
            request_id,
            traceparent,
            timeout: self.timeout,
            now,
        }
    }
}

/// What cannot be read is nonsense: it may be whole the next time.
fn readable(body: Vec<u8>) -> Result<Vec<u8>, GetError> {
    match Document::parse(&body) {
        Ok(_) => Ok(body),
        Err(problem) => Err(GetError::Nonsense(problem.to_string())),
    }
}

/// The gate knows one kind of error, whatever was asked.
fn as_call(error: GetError) -> CallError {
    match error {
        GetError::RateLimited { retry_after } => CallError::RateLimited { retry_after },
        GetError::Unavailable(why) => CallError::Unavailable(why),
        GetError::Nonsense(what) => CallError::Nonsense(what),
        GetError::NotThere(status) => CallError::BadCall(status),
        GetError::Misconfigured(status) => CallError::Misconfigured(status),
    }
}

fn log(source: &settings::SourceName, request_id: &str, result: &Result<Vec<u8>, GetError>) {
    match result {
        Ok(body) => tracing::info!(%source, request_id, bytes = body.len(), "fetched"),
        Err(error @ GetError::Misconfigured(_)) => {
            tracing::error!(%source, request_id, %error, "not fetched");
        }
        Err(error) => tracing::warn!(%source, request_id, %error, "not fetched"),
    }
}
