//! What is counted. Few dimensions, all of them from the settings or from this code: never what a
//! stranger, or a provider, chose.

use classifier::{Answers, CallError};
use jiff::{SignedDuration, Timestamp};

use crate::job::Job;

/// One step of one event: `claimed`, `recorded`, `done`, `duplicate`, `held`, …
pub(crate) fn step(job: &Job, step: &'static str) {
    let source = job.origin.source.clone();
    metrics::counter!("event_steps", "source" => source, "step" => step).increment(1);
}

/// One call of an API: how many items it asked for, how long it took, what came of it.
pub(crate) fn call(
    api: &str,
    items: usize,
    took: SignedDuration,
    result: &Result<Answers, CallError>,
) {
    let outcome = outcome(result);
    let api = api.to_owned();
    metrics::counter!("api_calls", "api" => api.clone(), "outcome" => outcome).increment(1);
    metrics::counter!("api_items", "api" => api.clone(), "outcome" => outcome)
        .increment(u64::try_from(items).unwrap_or(u64::MAX));
    metrics::histogram!("api_seconds", "api" => api).record(took.as_secs_f64());
}

fn outcome(result: &Result<Answers, CallError>) -> &'static str {
    match result {
        Ok(_) => "answered",
        Err(CallError::RateLimited { .. }) => "rate_limited",
        Err(CallError::Unavailable(_)) => "unavailable",
        Err(CallError::Nonsense(_)) => "nonsense",
        Err(CallError::BadCall(_)) => "refused",
        Err(CallError::Misconfigured(_)) => "misconfigured",
    }
}

/// One answer on record: how long after the door had its event.
pub(crate) fn recorded(job: &Job, now: Timestamp) {
    let source = job.origin.source.clone();
    metrics::histogram!("end_to_end_seconds", "source" => source).record(age(job, now));
}

/// One event that stays in the queue, and how long ago the door had it. Its maximum is the oldest
/// pending event, which SQS's own metric forgets after three receives.
pub(crate) fn pending(job: &Job, now: Timestamp) {
    metrics::histogram!("pending_seconds").record(age(job, now));
}

fn age(job: &Job, now: Timestamp) -> f64 {
    now.duration_since(job.origin.received_at).as_secs_f64().max(0.0)
}
