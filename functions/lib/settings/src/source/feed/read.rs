//! Reading a `[source.NAME.feed]` table.

use std::time::Duration;

use super::cursor::{cursor, from, overlap};
use super::{Feed, PageSize};
use crate::api::{base_url, if_said, rate};
use crate::fields::{EventFields, IdAt, path_or};
use crate::path::JsonPath;
use crate::secret_ref::SecretPlace;
use crate::section::{Found, Section};

const LAG_S: u64 = 120;
const GRACE_S: u64 = 60;
const TIMEOUT_S: u64 = 20;

/// The longest that SQS keeps a message back (`DelaySeconds`).
const MOST_GRACE_S: u64 = 900;

/// The longest answer that a run has time for.
const MOST_TIMEOUT_S: u64 = 30;

const DAY_S: u64 = 24 * 60 * 60;

impl Feed {
    /// `event` is missing where it could not be read: its own problem is reported already.
    pub(crate) fn read(mut section: Section<'_>, event: Option<&EventFields>) -> Option<Self> {
        let base_url = section.required("base_url").and_then(|found| found.parsed(base_url));
        let path = section.required("path").and_then(|found| found.parsed(request_path));
        let key = section.required("key").and_then(|found| found.parsed(SecretPlace::parse));
        let text = |section: &mut Section<'_>, key, default: &str| {
            section.get(key).and_then(|found| found.text()).unwrap_or(default).to_owned()
        };
        let key_header = text(&mut section, "key_header", "X-Api-Key");
        let key_prefix = text(&mut section, "key_prefix", "");
        let parameter = text(&mut section, "parameter", "after");
        let page_size = page_size(&mut section);
        let has_more = section.get("has_more").map(|found| found.parsed(JsonPath::parse));
        let ends = page_size.is_some() || has_more.is_some();
        let id = id(&mut section, event);
        let cursor = cursor(&mut section, ends);
        let events = path_or(section.get("events"), "$.data");
        let body = path_or(section.get("body"), "$");
        let time = section.get("time").map(|found| found.parsed(JsonPath::parse));
        let from = from(section.get("from"), cursor.as_ref());
        let overlap = overlap(section.get("overlap_s"), cursor.as_ref());
        let times = Times::read(&mut section);
        let rate = section.section("rate").map(rate);
        section.finish();
        Some(Self {
            base_url: base_url?,
            path: path?,
            key_header,
            key_prefix,
            key: key?,
            parameter,
            cursor: cursor?,
            events: events?,
            id: id?,
            body: body?,
            time: if_said(time)?,
            has_more: if_said(has_more)?,
            page_size: if_said(page_size)?,
            from: from?,
            lag: times.lag,
            overlap: overlap?,
            grace: times.grace,
            silent_after: times.silent_after,
            timeout: times.timeout,
            rate: if_said(rate)?,
        })
    }
}

struct Times {
    lag: Duration,
    grace: Duration,
    silent_after: Option<Duration>,
    timeout: Duration,
}

impl Times {
    fn read(section: &mut Section<'_>) -> Self {
        let mut number = |key, range, default| {
            section.get(key).and_then(|found| found.integer(range)).unwrap_or(default)
        };
        let lag = number("lag_s", 0..=DAY_S, LAG_S);
        let grace = number("grace_s", 0..=MOST_GRACE_S, GRACE_S);
        let timeout = number("timeout_s", 1..=MOST_TIMEOUT_S, TIMEOUT_S);
        let silent = section.get("silent_after_min").and_then(|found| found.integer(1..=525_600));
        Self {
            lag: Duration::from_secs(lag),
            grace: Duration::from_secs(grace),
            silent_after: silent.map(|minutes| Duration::from_secs(minutes.saturating_mul(60))),
            timeout: Duration::from_secs(timeout),
        }
    }
}

fn request_path(text: &str) -> Result<String, &'static str> {
    let is_odd = |char: char| char.is_whitespace() || char.is_control() || char == '#';
    if text.starts_with('/') && !text.contains(is_odd) {
        return Ok(text.to_owned());
    }
    Err("must be a path that begins with /, with a query or without (/events?type=product)")
}

/// `page_size = 100`, sent as `limit` unless `page_size_parameter` says otherwise.
#[expect(clippy::option_option, reason = "said or not, and readable or not")]
fn page_size(section: &mut Section<'_>) -> Option<Option<PageSize>> {
    let size = section.get("page_size");
    let parameter = section.get("page_size_parameter");
    if let (None, Some(parameter)) = (&size, &parameter) {
        parameter.problem("has no effect: `page_size` says how many entries are asked for");
    }
    let name = parameter.map_or(Some("limit"), |found| found.text());
    size.map(|found| {
        let entries = usize::try_from(found.integer(1..=1_000)?).ok()?;
        Some(PageSize { entries, parameter: name?.to_owned() })
    })
}

/// An event that came by webhook is known by its id, and a polled copy must have the same one.
#[expect(clippy::option_option, reason = "said or not, and readable or not")]
fn id(section: &mut Section<'_>, event: Option<&EventFields>) -> Option<Option<JsonPath>> {
    let found = section.get("id");
    match (event.map(|event| &event.id), &found) {
        (Some(IdAt::Digest), _) => {
            section.problem(
                "this source's events are known by the digests of their bodies, and a feed writes \
                 bodies anew: say in `event.id` where an event has an id",
            );
            None
        }
        (Some(IdAt::SignedHeader), None) => {
            section.problem(
                "`id` is missing: this source's ids stand in a signed header, which no feed has. \
                 Say where an entry has the same id",
            );
            None
        }
        (Some(IdAt::SignedHeader | IdAt::Body(_)) | None, _) => if_said(found.map(parsed)),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as it is mapped over")]
fn parsed(found: Found<'_>) -> Option<JsonPath> {
    found.parsed(JsonPath::parse)
}
