//! Jobs: how an API takes more items at once than it answers in one call.

use std::time::Duration;

use super::lookup;
use crate::section::{Found, Section};

/// Where jobs are submitted, and asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jobs {
    /// The path after `base_url` that takes a job.
    pub submit: String,
    /// Where it is asked how far a job is: a path with `{request_id}` in it.
    pub poll: String,
    /// How long callbacks are waited for before the job is polled.
    pub callbacks_within: Duration,
}

/// Seconds that callbacks are waited for, unless the API says otherwise.
pub(crate) const CALLBACKS_S: u64 = 300;

const MOST_CALLBACKS_S: u64 = 24 * 60 * 60;

/// `[api.NAME.jobs]`. A job is polled where calls are looked up, unless it says otherwise.
pub(super) fn read(mut section: Section<'_>, looked_up: Option<&str>) -> Option<Jobs> {
    let submit = section.required("submit").and_then(|found| found.parsed(path));
    let poll = match section.get("poll") {
        Some(found) => found.parsed(lookup::path),
        None => looked_up.map(str::to_owned).or_else(|| {
            section.problem(
                "`poll` is missing, and the API has no `lookup`: say where it is asked how far a \
                 job is (`poll = \"/openapi/v1/tariff/async/{request_id}\"`)",
            );
            None
        }),
    };
    let wait = |found: Found<'_>| found.integer(30..=MOST_CALLBACKS_S);
    let callbacks = section.get("callbacks_s").map_or(Some(CALLBACKS_S), wait);
    section.finish();
    let callbacks_within = Duration::from_secs(callbacks?);
    Some(Jobs { submit: submit?, poll: poll?, callbacks_within })
}

fn path(text: &str) -> Result<String, &'static str> {
    let is_path = text.starts_with('/') && !text.contains(char::is_whitespace);
    if is_path { Ok(text.to_owned()) } else { Err("is not a path (/openapi/v1/tariff/async)") }
}
