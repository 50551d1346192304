//! What is counted. Few dimensions, all of them from the settings or from this code: never what a
//! stranger, or a provider, chose. What an alarm watches has none, since an alarm cannot add up.

use classifier::{Answers, CallError};
use jiff::{SignedDuration, Timestamp};
use objects::GetError;
use settings::SourceName;
use telemetry::observe;

use crate::fate::Fate;
use crate::job::Job;
use crate::record::Record;

/// One step of one event: `claimed`, `recorded`, `done`, `duplicate`, `held`, …
pub(crate) fn step(job: &Job, step: &'static str) {
    let source = job.origin.source.clone();
    metrics::counter!("event_steps", "source" => source, "step" => step).increment(1);
    match step {
        "refused" => metrics::counter!("events_refused").increment(1),
        // Their average is the share of the work that was for nothing.
        "released after a try" => observe(&metrics::histogram!("event_retried"), 1.0),
        "done" => observe(&metrics::histogram!("event_retried"), 0.0),
        _ => {}
    }
}

/// Why events wait, or are refused.
pub(crate) fn cause(step: &'static str, cause: &'static str) {
    metrics::counter!("event_causes", "step" => step, "cause" => cause).increment(1);
}

/// A look at an API before a call: whether the fleet holds it to be down, and whether it has asked
/// for a pause. Both say 0 once it is up again, so that their alarms end.
pub(crate) fn looked_at(is_down: bool, is_paused: bool) {
    observe(&metrics::histogram!("api_down"), f64::from(u8::from(is_down)));
    observe(&metrics::histogram!("api_paused"), f64::from(u8::from(is_paused)));
}

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
    observe(&metrics::histogram!("api_seconds", "api" => api), took.as_secs_f64());
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
    observe(&metrics::histogram!("get_seconds", "source" => source), took.as_secs_f64());
    alarming(outcome);
}

/// One event or item that was served by what others were told: `objects` or `answers`.
pub(crate) fn cache_hit(cache: &'static str) {
    metrics::counter!("cache_hits", "cache" => cache).increment(1);
}

/// One answer that was carried to another state of the same content: nothing was paid for it.
pub(crate) fn carried(job: &Job) {
    let source = job.origin.source.clone();
    metrics::counter!("items_carried", "source" => source).increment(1);
}

/// One answer on record: how long after the door had its event.
pub(crate) fn recorded(job: &Job, now: Timestamp) {
    let source = job.origin.source.clone();
    let took = seconds(now.duration_since(job.origin.received_at));
    observe(&metrics::histogram!("end_to_end_seconds", "source" => source), took);
}

/// How long the oldest event that stays in the queue has been there, which SQS's own metric forgets
/// after three receives. Once a batch, and 0 where none stays: so an alarm ends.
pub(crate) fn oldest_pending(fates: &[(Record, Fate)], now: Timestamp) {
    metrics::histogram!("oldest_pending_seconds").record(oldest(fates, now));
}

fn oldest(fates: &[(Record, Fate)], now: Timestamp) -> f64 {
    let stays = |fate: &Fate| matches!(fate, Fate::Later(_));
    let pending = fates.iter().filter(|(_, fate)| stays(fate));
    let ages = pending.map(|(record, _)| seconds(now.duration_since(record.sent_at)));
    ages.fold(0.0, f64::max)
}

fn seconds(duration: SignedDuration) -> f64 {
    duration.as_secs_f64().max(0.0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sent(second: i64, fate: Fate) -> (Record, Fate) {
        let record = Record {
            message_id: String::new(),
            receipt_handle: String::new(),
            sent_at: Timestamp::from_second(second).expect("a time"),
            receives: 1,
        };
        (record, fate)
    }

    #[test]
    fn only_what_stays_in_the_queue_is_pending() {
        let later = || Fate::Later(Duration::ZERO);
        let now = Timestamp::from_second(100).expect("a time");
        let fates = [sent(10, Fate::Done), sent(20, Fate::Refused), sent(70, later())];
        assert!((oldest(&fates, now) - 30.0).abs() < 1e-9);
        assert!((oldest(&[sent(90, later()), sent(40, later())], now) - 60.0).abs() < 1e-9);
    }

    #[test]
    fn a_batch_of_which_nothing_stays_says_zero() {
        let now = Timestamp::from_second(100).expect("a time");
        assert!(oldest(&[sent(10, Fate::Done)], now).abs() < 1e-9);
        assert!(
            oldest(&[sent(200, Fate::Later(Duration::ZERO))], now).abs() < 1e-9,
            "a fast clock"
        );
    }
}
