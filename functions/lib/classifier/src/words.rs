//! The words by which APIs say how far an item is, and why there is no answer.
//!
//! Words are compared by what they mean: without regard to case, blanks, hyphens and underscores.
//! `RATE_LIMITED`, `rate-limited` and `RateLimited` are one word.

pub(crate) const COMPLETED: [&str; 9] = [
    "completed",
    "complete",
    "success",
    "successful",
    "succeeded",
    "ok",
    "done",
    "finished",
    "classified",
];

/// Not among them are words that an answer may have, too, such as `accepted` and `created`.
pub(crate) const WORKING: [&str; 13] = [
    "pending",
    "processing",
    "clarifying",
    "queued",
    "working",
    "in_progress",
    "running",
    "started",
    "submitted",
    "waiting",
    "scheduled",
    "retrying",
    "deferred",
];

pub(crate) const FAILED: [&str; 9] = [
    "failed",
    "failure",
    "error",
    "errored",
    "rejected",
    "invalid",
    "cancelled",
    "canceled",
    "aborted",
];

/// Failures that may pass: the item is asked for again. An API may have more
/// (`retryable` in its settings): `quota_exceeded` passes at some and stays at others.
pub(crate) const PASSING: [&str; 34] = [
    "rate_limit_exceeded",
    "rate_limit",
    "rate_limited",
    "too_many_requests",
    "throttled",
    "throttling",
    "internal_error",
    "internal_server_error",
    "server_error",
    "bad_gateway",
    "timeout",
    "timed_out",
    "gateway_timeout",
    "request_timeout",
    "deadline_exceeded",
    "temporary_error",
    "temporary_failure",
    "temporarily_unavailable",
    "service_unavailable",
    "unavailable",
    "overloaded",
    "busy",
    "server_busy",
    "try_again",
    "try_again_later",
    "retry",
    "retry_later",
    "408",
    "425",
    "429",
    "500",
    "502",
    "503",
    "504",
];

/// The longest word: what is longer is none.
pub(crate) const MAX_WORD: usize = 64;

/// The word of a list that this one means.
pub(crate) fn find(words: &[&'static str], word: &str) -> Option<&'static str> {
    words.iter().find(|known| same(known, word)).copied()
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    other.len() <= MAX_WORD && letters(one).eq(letters(other))
}

fn letters(word: &str) -> impl Iterator<Item = u8> {
    let bytes = word.bytes().filter(|byte| !b" _-".contains(byte));
    bytes.map(|byte| byte.to_ascii_lowercase())
}
