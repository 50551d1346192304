//! Jobs: events with more items than a source asks for call by call. Pure.

use std::time::Duration;

use mapping::sha256_hex;

use crate::event::event::Event;

/// A job is never asked about more often.
pub(crate) const POLL: Duration = Duration::from_secs(30);

/// How much longer a poll may be put off, by the dice: many jobs are not polled all at once.
const SPREAD: Duration = Duration::from_secs(30);

/// What the `X-Request-Id` of a job begins with.
const PREFIX: &str = "job-";

/// How many characters of the digest tell one event from another.
const DIGITS: usize = 32;

/// How long after a poll the next one follows, with the dice thrown.
pub(crate) fn until_next_poll() -> Duration {
    POLL.saturating_add(SPREAD.mul_f64(fastrand::f64()))
}

/// The `X-Request-Id` under which an event is submitted the `attempt`-th time. It is derived from
/// the event: after a crash the job is found again, and not submitted twice.
pub(crate) fn job_id(event: &Event, attempt: u32) -> String {
    let digest = sha256_hex(format!("{}\n{}", event.key, event.digest).as_bytes());
    let digits: String = digest.chars().take(DIGITS).collect();
    format!("{PREFIX}{digits}-{attempt}")
}

/// Which attempt of an event this id is of; nothing for any other call.
pub(crate) fn attempt_of(event: &Event, request_id: &str) -> Option<u32> {
    let (job, attempt) = request_id.rsplit_once('-')?;
    let own = job_id(event, 0);
    (own.rsplit_once('-')?.0 == job).then(|| attempt.parse().ok())?
}

/// Whether a call was a job.
pub(crate) fn is_job(request_id: &str) -> bool {
    request_id.starts_with(PREFIX)
}
