//! The classification APIs that sources use.

mod jobs;
mod lookup;
mod spend_cap;

use std::num::NonZeroU32;
use std::time::Duration;

use crate::names;
use crate::secret_ref::SecretPlace;
use crate::section::{Found, Section};

pub use jobs::Jobs;
pub use spend_cap::{CapPeriod, SpendCap};

/// The name of an API in `sources.toml`.
pub type ApiName = String;

/// One classification API under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// Its name in the file.
    pub name: ApiName,
    /// What comes before `/openapi/v1/…`, without a slash at its end.
    pub base_url: String,
    /// The header that carries the key.
    pub key_header: String,
    /// What stands before the key in that header (`Bearer `), often nothing.
    pub key_prefix: String,
    /// Where the key is kept.
    pub key: SecretPlace,
    /// How long a call for many items may take.
    pub batch_timeout: Duration,
    /// How long a call for one item may take.
    pub single_timeout: Duration,
    /// The most items that one call may carry.
    pub max_items: usize,
    /// Where the provider can be asked what became of a call: a path after `base_url`, with
    /// `{request_id}` in it.
    pub lookup: Option<String>,
    /// Where it takes jobs, if it does.
    pub jobs: Option<Jobs>,
    /// How fast it may be called, where its provider says so.
    pub rate: Option<ApiRate>,
    /// How many items may be paid for, all tenants together.
    pub spend_cap: Option<SpendCap>,
    /// How many items may be paid for, for each tenant by itself.
    pub tenant_spend_cap: Option<SpendCap>,
    /// Whose earlier answers serve unchanged content.
    pub reuse: Reuse,
    /// How old an answer may be that is carried to unchanged content; zero: none is.
    pub reuse_for: Duration,
    /// Further failure codes that pass by themselves, as this API writes them.
    pub retryable: Vec<String>,
}

/// Whose earlier answers serve unchanged content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reuse {
    /// The item's own, in its lineage.
    Item,
    /// Those of all items of the tenant.
    Tenant,
    /// Nobody's: each state is asked for.
    Off,
}

const REUSE: [(&str, Reuse); 3] =
    [("item", Reuse::Item), ("tenant", Reuse::Tenant), ("off", Reuse::Off)];

/// How long an answer serves unchanged content: tariff schedules change a few times a year.
const REUSE_DAYS: u64 = 30;

/// How fast an API may be called, by the whole fleet together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiRate {
    /// What the provider counts.
    pub unit: RateUnit,
    /// How many of them in a period.
    pub units: NonZeroU32,
    /// The period.
    pub per: Duration,
    /// The most at once.
    pub burst: NonZeroU32,
}

/// What a provider counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateUnit {
    /// Calls, however many items each carries.
    Calls,
    /// Items.
    Items,
}

/// The most items the batch endpoint takes.
const MAX_ITEMS: u64 = 200;

/// Seconds: an answer for 200 items takes up to five minutes.
pub const BATCH_TIMEOUT_S: u64 = 360;

/// Seconds: the slowest hundredth of single answers takes 108.
const SINGLE_TIMEOUT_S: u64 = 150;

impl Api {
    pub(crate) fn read(name: &str, mut section: Section<'_>) -> Option<Self> {
        let named = names::api(name).map_err(|error| section.problem(error.to_string())).ok();
        let base_url = section.required("base_url").and_then(|found| found.parsed(base_url));
        let key = section.required("key").and_then(|found| found.parsed(SecretPlace::parse));
        let text = |section: &mut Section<'_>, key, default: &str| {
            section.get(key).and_then(|found| found.text()).unwrap_or(default).to_owned()
        };
        let key_header = text(&mut section, "key_header", "X-Api-Key");
        let key_prefix = text(&mut section, "key_prefix", "");
        let mut number = |key, most, default| {
            section.get(key).and_then(|found| found.integer(1..=most)).unwrap_or(default)
        };
        let batch = number("batch_timeout_s", 780, BATCH_TIMEOUT_S);
        let single = number("single_timeout_s", 780, SINGLE_TIMEOUT_S);
        let max_items = number("max_items", MAX_ITEMS, MAX_ITEMS);
        let reuse_days = section.get("reuse_days").map(|found| found.integer(0..=3650));
        let reuse = match section.get("reuse") {
            Some(found) => found.one_of(&REUSE),
            None => Some(Reuse::Item),
        };
        let retryable = section.get("retryable").map(|found| words(&found));
        let lookup = section.get("lookup").map(|found| found.parsed(lookup::path));
        let polled = lookup.as_ref().and_then(Option::as_deref);
        let jobs = section.section("jobs").map(|table| jobs::read(table, polled));
        let rate = section.section("rate").map(rate);
        let spend_cap = section.get("spend_cap").map(|found| spend_cap::read(&found));
        let tenant_spend_cap = section.get("tenant_spend_cap").map(|found| spend_cap::read(&found));
        section.finish();
        Some(Self {
            name: named?,
            base_url: base_url?,
            key_header,
            key_prefix,
            key: key?,
            batch_timeout: Duration::from_secs(batch),
            single_timeout: Duration::from_secs(single),
            max_items: usize::try_from(max_items).ok()?,
            lookup: if_said(lookup)?,
            jobs: if_said(jobs)?,
            rate: if_said(rate)?,
            spend_cap: if_said(spend_cap)?,
            tenant_spend_cap: if_said(tenant_spend_cap)?,
            reuse: reuse?,
            reuse_for: days(reuse_days.unwrap_or(Some(REUSE_DAYS))?),
            retryable: retryable.unwrap_or_else(|| Some(Vec::new()))?,
        })
    }
}

/// A key that may be left out: nothing if it was said and could not be read.
#[expect(clippy::option_option, reason = "said or not, and readable or not")]
pub(crate) fn if_said<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(said) => said.map(Some),
        None => Some(None),
    }
}

fn days(days: u64) -> Duration {
    Duration::from_secs(days.saturating_mul(24 * 60 * 60))
}

fn words(found: &Found<'_>) -> Option<Vec<String>> {
    let words: Vec<_> = found.list()?.iter().map(|word| word.text().map(str::to_owned)).collect();
    words.into_iter().collect()
}

/// `rate = { calls = 60, per_s = 60 }`, or `items`; `burst`, unless one unit at a time.
pub(crate) fn rate(mut section: Section<'_>) -> Option<ApiRate> {
    let number = |found: &Found<'_>| {
        let number = found.integer(1..=u64::from(u32::MAX))?;
        NonZeroU32::new(u32::try_from(number).ok()?)
    };
    let calls = section.get("calls");
    let items = section.get("items");
    let per_s = section.required("per_s").and_then(|found| found.integer(1..=86_400));
    let burst = section.get("burst").map_or(Some(NonZeroU32::MIN), |found| number(&found));
    let counted = match (calls, items) {
        (Some(calls), None) => Some((RateUnit::Calls, number(&calls)?)),
        (None, Some(items)) => Some((RateUnit::Items, number(&items)?)),
        _ => {
            section.problem("takes either `calls` or `items`");
            None
        }
    };
    section.finish();
    let (unit, units) = counted?;
    Some(ApiRate { unit, units, per: Duration::from_secs(per_s?), burst: burst? })
}

/// Keys travel to this address, so it is `https` everywhere but on this machine.
pub(crate) fn base_url(text: &str) -> Result<String, &'static str> {
    let on_loopback =
        ["http://127.0.0.1", "http://localhost"].iter().any(|start| text.starts_with(start));
    if text.starts_with("https://") || on_loopback {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err("must start with https:// (or http://127.0.0.1 for development)")
}
