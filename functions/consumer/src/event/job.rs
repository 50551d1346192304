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

/// Follows the id of a job that the API said it has.
const TAKEN: char = '+';

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

/// An attempt of an event, as its claims remember it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Attempt {
    /// The how-manieth.
    pub number: u32,
    /// Whether the API said that it has it.
    pub is_taken: bool,
}

/// Which attempt of an event this is, by how it is remembered; nothing for any other call.
pub(crate) fn attempt_of(event: &Event, remembered: &str) -> Option<Attempt> {
    let (job, number) = remembered.rsplit_once('-')?;
    let own = job_id(event, 0);
    let is_own = own.rsplit_once('-')?.0 == job;
    let (number, is_taken) = match number.strip_suffix(TAKEN) {
        Some(number) => (number, true),
        None => (number, false),
    };
    is_own.then(|| number.parse().ok().map(|number| Attempt { number, is_taken }))?
}

/// How a job is remembered that the API said it has. What it loses then was lost; what it never
/// said to have may never have reached it.
pub(crate) fn taken(request_id: &str) -> String {
    format!("{request_id}{TAKEN}")
}

/// Whether a call was a job.
pub(crate) fn is_job(request_id: &str) -> bool {
    request_id.starts_with(PREFIX)
}
