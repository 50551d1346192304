//! What is counted. Few dimensions, all of them from the settings or from this code: never what a
//! stranger, or a provider, chose. What an alarm watches has none, since an alarm cannot add up.

use classifier::{Answers, CallError};
use jiff::{SignedDuration, Timestamp};
use objects::GetError;
use settings::SourceName;

/// One step of one event: `claimed`, `recorded`, `done`, `duplicate`, `held`, …
pub(crate) fn step(source: &str, step: &'static str) {
    let source = source.to_owned();
    metrics::counter!("event_steps", "source" => source, "step" => step).increment(1);
    match step {
        "refused" => metrics::counter!("events_refused").increment(1),
        // Their average is the share of the work that was for nothing.
        "released after a try" => metrics::histogram!("event_retried").record(1.0),
        "done" => metrics::histogram!("event_retried").record(0.0),
        _ => {}
    }
}

/// An event that no webhook has brought: its polled copy is the first to claim it.
pub(crate) fn recovered(source: &str) {
    let source = source.to_owned();
    metrics::counter!("events_recovered_by_poll", "source" => source).increment(1);
    metrics::counter!("events_recovered").increment(1);
}

/// Why events wait, or are refused.
pub(crate) fn cause(step: &'static str, cause: &'static str) {
    metrics::counter!("event_causes", "step" => step, "cause" => cause).increment(1);
}

/// A look at an API before a call: whether the fleet holds it to be down, and whether it has asked
/// for a pause. Both say 0 once it is up again, so that their alarms end.
pub(crate) fn looked_at(is_down: bool, is_paused: bool) {
    metrics::histogram!("api_down").record(f64::from(u8::from(is_down)));
    metrics::histogram!("api_paused").record(f64::from(u8::from(is_paused)));
}

/// How far the cap of an API, or of one of its tenants, is used: 1 where it is reached.
pub(crate) fn spent(api: &str, share: f64) {
    metrics::histogram!("spend_share").record(share);
    if share >= NEARLY {
        tracing::warn!(api, share, "a spend cap is nearly reached");
    }
}

/// From which share of a spend cap on people are told.
const NEARLY: f64 = 0.8;

/// What looking up an earlier call came to.
pub(crate) fn look_up(api: &str, outcome: &'static str) {
    let api = api.to_owned();
    metrics::counter!("api_look_ups", "api" => api, "outcome" => outcome).increment(1);
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
    metrics::histogram!("api_seconds", "api" => api).record(seconds(took));
    alarming(outcome);
}

fn alarming(outcome: &'static str) {
    match outcome {
        "misconfigured" => metrics::counter!("api_misconfigured").increment(1),
        "rate_limited" => metrics::counter!("api_rate_limited").increment(1),
        _ => {}
    }
}

fn outcome(result: &Result<Answers, CallError>) -> &'static str {
    match result {
        Ok(_) => "answered",
        Err(CallError::Accepted) => "accepted",
        Err(CallError::RateLimited { .. }) => "rate_limited",
        Err(CallError::Unavailable(_)) => "unavailable",
        Err(CallError::Nonsense(_)) => "nonsense",
        Err(CallError::BadCall(_)) => "refused",
        Err(CallError::Misconfigured(_)) => "misconfigured",
    }
}

/// One GET of what an event points to: how long it took, what came of it.
pub(crate) fn get(source: &SourceName, took: SignedDuration, result: &Result<Vec<u8>, GetError>) {
    let outcome = match result {
        Ok(_) => "fetched",
        Err(GetError::RateLimited { .. }) => "rate_limited",
        Err(GetError::Unavailable(_)) => "unavailable",
        Err(GetError::Nonsense(_)) => "nonsense",
        Err(GetError::NotThere(_)) => "not_there",
        Err(GetError::Misconfigured(_)) => "misconfigured",
    };
    let source = source.to_string();
    metrics::counter!("gets", "source" => source.clone(), "outcome" => outcome).increment(1);
    metrics::histogram!("get_seconds", "source" => source).record(seconds(took));
    alarming(outcome);
}

/// One event or item that was served by what others were told: `objects` or `answers`.
pub(crate) fn cache_hit(cache: &'static str) {
    metrics::counter!("cache_hits", "cache" => cache).increment(1);
}

/// One answer that was carried to another state of the same content: nothing was paid for it.
pub(crate) fn carried(source: &str) {
    let source = source.to_owned();
    metrics::counter!("items_carried", "source" => source).increment(1);
}

/// One answer on record: how long after the door had its event.
pub(crate) fn recorded(source: &str, received_at: Timestamp, now: Timestamp) {
    let source = source.to_owned();
    let took = seconds(now.duration_since(received_at));
    metrics::histogram!("end_to_end_seconds", "source" => source).record(took);
}

/// How long the oldest event that stays in the queue has been there, which SQS's own metric forgets
/// after three receives. Once a batch, and 0 where none stays: so an alarm ends.
pub(crate) fn oldest_pending(sent: impl Iterator<Item = Timestamp>, now: Timestamp) {
    metrics::histogram!("oldest_pending_seconds").record(oldest(sent, now));
}

fn oldest(sent: impl Iterator<Item = Timestamp>, now: Timestamp) -> f64 {
    sent.map(|sent_at| seconds(now.duration_since(sent_at))).fold(0.0, f64::max)
}

/// To the millisecond: what stands behind it is of no use, and in every line.
fn seconds(duration: SignedDuration) -> f64 {
    let millis = duration.as_millis().clamp(0, i128::from(u32::MAX));
    f64::from(u32::try_from(millis).unwrap_or(u32::MAX)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn the_oldest_is_told_and_where_nothing_stays_zero() {
        let oldest = |sent: &[i64]| oldest(sent.iter().map(|second| at(*second)), at(100));
        assert!((oldest(&[90, 40]) - 60.0).abs() < 1e-9);
        assert!(oldest(&[]).abs() < 1e-9);
        assert!(oldest(&[200]).abs() < 1e-9, "a fast clock");
    }
}
