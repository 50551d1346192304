//! Reading a `[source.NAME]` table.

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderName;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use webhook::Scheme;

use super::bounds::LEAST_RETENTION_DAYS;
use super::mapping::mapping;
use super::terms::Terms;
use super::{Feed, Hydrate, Meaning, OnReuse, Ordering, Results, Source};
use crate::api::{Api, ApiName, if_said};
use crate::fields::{Defaults, EventFields, ItemFields};
use crate::names::{Lineage, SourceName};
use crate::presets;
use crate::problems::did_you_mean;
use crate::revision::Revision;
use crate::secret_ref;
use crate::section::{Found, Section};
use crate::signature;
use crate::tenants::TenantAt;
use crate::version_at::VersionAt;

const ON_REUSE: [(&str, OnReuse); 2] =
    [("refuse", OnReuse::Refuse), ("duplicate", OnReuse::Duplicate)];

const RETENTION_DAYS: u64 = 45;

/// API Gateway stops events over 6 MB, base64 and escaping included.
const MOST_BODY_KIB: u64 = 6 * 1024;

/// Headers by which senders name a delivery without signing the name.
const LABELS: [&str; 4] =
    ["x-github-delivery", "x-shopify-event-id", "x-shopify-webhook-id", "x-request-id"];

const PREVIOUS_FOR_HOURS: u64 = 48;

const BODY_KIB: u64 = 256;

/// More items than these make an event a job.
const JOB_OVER: u64 = 1_000;

const MOST_JOB_OVER: u64 = 1_000_000;

impl Source {
    pub(crate) fn read(
        found: &Found<'_>,
        name: &str,
        apis: &BTreeMap<ApiName, Api>,
    ) -> Option<Self> {
        let mut section = found.section()?;
        let source = Self::read_section(&mut section, name, apis);
        if let Err(error) = SourceName::try_from(name.to_owned()) {
            section.problem(error.to_string());
        }
        section.finish();
        source
    }

    /// Every part is read before any is missed, so that all problems are found at once.
    fn read_section(
        section: &mut Section<'_>,
        name: &str,
        apis: &BTreeMap<ApiName, Api>,
    ) -> Option<Self> {
        presets::attach(section);
        let signature = signature::read(section);
        let scheme = signature.as_ref().map(|signature| &signature.scheme);
        let tenant = TenantAt::read(section);
        let secrets = secret_ref::read_all(section, scheme.map(|scheme| scheme.key));
        let short_secret = flag(section, "short_secret");
        let scheme_name = section.get("scheme").and_then(|found| found.text()).unwrap_or_default();
        let (event, item, version) = fields(section, scheme_name, scheme);
        let ordering = Ordering::read(section);
        let types = types(section);
        let hydrate = hydrate(section, types.as_ref(), event.as_ref());
        let feed = section.section("feed").map(|table| Feed::read(table, event.as_ref()));
        let results = Results::read(section.section("result"), version.as_ref());
        let allow = allow(section);
        let on_reuse = on_reuse(section);
        let api = api(section, apis);
        let labels = labels(section);
        let terms = Terms::read(section, scheme);
        let limits = Limits::read(section);
        let lineage = section.get("lineage").map(|found| found.parsed(lineage));
        let zone = zone(section);
        let name = SourceName::try_from(name.to_owned()).ok()?;
        let named = if_said(lineage)?;
        let source = Self {
            results_lineage: named.clone(),
            lineage: named.unwrap_or_else(|| Lineage::from(&name)),
            zone: zone?,
            name,
            tenant: tenant?,
            scheme_name: scheme_name.to_owned(),
            signed_time: signature.as_ref()?.time.clone(),
            scheme: signature?.scheme,
            secrets: secrets?,
            short_secret: short_secret?,
            url: terms.url,
            answer: terms.answer?,
            content: terms.content?,
            body_limit: limits.body,
            allow: allow?,
            revision: Revision::default(),
            event: event?,
            item: item?,
            version: version?,
            ordering: ordering?,
            job_over: limits.job_over,
            types: types?,
            hydrate,
            feed: if_said(feed)?,
            results: results?,
            on_reuse: on_reuse?,
            labels: labels?,
            handshake: terms.handshake?,
            previous_for: limits.previous_for,
            retention: limits.retention,
            api: api?,
        };
        Some(Self { revision: Revision::of(&mapping(&source)), ..source })
    }
}

fn lineage(name: &str) -> Result<Lineage, crate::NameError> {
    Lineage::try_from(name.to_owned())
}

/// UTC, unless the source says otherwise.
fn zone(section: &mut Section<'_>) -> Option<TimeZone> {
    let Some(found) = section.get("zone") else { return Some(TimeZone::UTC) };
    found.parsed(|name| {
        TimeZone::get(name).map_err(|_| "is no time zone of the IANA database (Europe/Berlin)")
    })
}

fn on_reuse(section: &mut Section<'_>) -> Option<OnReuse> {
    section.get("on_reuse").map_or(Some(OnReuse::Refuse), |found| found.one_of(&ON_REUSE))
}

fn flag(section: &mut Section<'_>, key: &'static str) -> Option<bool> {
    section.get(key).map_or(Some(false), |found| found.boolean())
}

struct Limits {
    body: usize,
    previous_for: Duration,
    retention: Duration,
    job_over: usize,
}

impl Limits {
    fn read(section: &mut Section<'_>) -> Self {
        let mut number = |key, least, most, default| {
            section.get(key).and_then(|found| found.integer(least..=most)).unwrap_or(default)
        };
        let kib = number("body_limit_kib", 1, MOST_BODY_KIB, BODY_KIB);
        let previous_h = number("previous_for_hours", 0, 24 * 365, PREVIOUS_FOR_HOURS);
        let days = number("retention_days", LEAST_RETENTION_DAYS, 3650, RETENTION_DAYS);
        let job_over = number("job_over", 1, MOST_JOB_OVER, JOB_OVER);
        Self {
            job_over: usize::try_from(job_over).unwrap_or(usize::MAX),
            body: usize::try_from(kib.saturating_mul(1024)).unwrap_or(usize::MAX),
            previous_for: Duration::from_secs(previous_h.saturating_mul(60 * 60)),
            retention: Duration::from_secs(days.saturating_mul(24 * 60 * 60)),
        }
    }
}

type Fields = (Option<EventFields>, Option<ItemFields>, Option<VersionAt>);

fn fields(section: &mut Section<'_>, scheme_name: &str, scheme: Option<&Scheme>) -> Fields {
    let (event, item, version) =
        (section.section("event"), section.section("item"), section.get("version"));
    let (event, rest) = Defaults::of(scheme_name, scheme).event(event);
    (event, rest.item(item), rest.version(version))
}

/// The API a source names, or the only one there is.
fn api(section: &mut Section<'_>, apis: &BTreeMap<ApiName, Api>) -> Option<ApiName> {
    let mut names = apis.keys();
    match (section.get("api"), names.next(), names.next()) {
        (Some(found), _, _) => found.parsed(|name| known(name, apis)),
        (None, Some(only), None) => Some(only.clone()),
        (None, _, _) => {
            section.problem("`api` is missing: there is not exactly one [api.NAME]");
            None
        }
    }
}

fn known(name: &str, apis: &BTreeMap<ApiName, Api>) -> Result<ApiName, String> {
    if apis.contains_key(name) {
        return Ok(name.to_owned());
    }
    let hint = did_you_mean(name, apis.keys().map(String::as_str));
    Err(format!("there is no [api.{name}]{hint}"))
}

/// A type that means `hydrate` is of no use without the place to fetch from. Nothing where there is
/// none, and where a problem with it was found.
fn hydrate(
    section: &mut Section<'_>,
    types: Option<&BTreeMap<String, Meaning>>,
    event: Option<&EventFields>,
) -> Option<Hydrate> {
    let is_needed = types.is_some_and(|types| types.values().any(|m| *m == Meaning::Hydrate));
    match section.section("hydrate") {
        Some(table) => Hydrate::read(table, event),
        None if is_needed => {
            section.problem("a type means `hydrate`: its [hydrate] table is missing");
            None
        }
        None => None,
    }
}

fn types(section: &mut Section<'_>) -> Option<BTreeMap<String, Meaning>> {
    let Some(table) = section.section("types") else {
        return Some(usual_types());
    };
    let read =
        |(name, found): (&str, Found<'_>)| Some((name.to_owned(), found.one_of(&Meaning::WORDS)?));
    let meanings: Vec<_> = table.entries().map(read).collect();
    meanings.into_iter().collect()
}

/// What a source means that does not say: the names most senders use.
fn usual_types() -> BTreeMap<String, Meaning> {
    let classify =
        ["product", "product.created", "product.updated"].map(|t| (t, Meaning::Classify));
    let ping = ["ping", "test", "webhook.test"].map(|t| (t, Meaning::Ping));
    classify.into_iter().chain(ping).map(|(name, meaning)| (name.to_owned(), meaning)).collect()
}

fn allow(section: &mut Section<'_>) -> Option<Vec<IpNet>> {
    let Some(found) = section.get("allow") else {
        return Some(Vec::new());
    };
    let network = |found: &Found<'_>| {
        found.parsed(|text| {
            text.parse::<IpNet>().map_err(|_| "is not a CIDR block (203.0.113.0/24)")
        })
    };
    let networks: Vec<_> = found.list()?.iter().map(network).collect();
    if networks.is_empty() {
        found.problem("is empty: list the networks that may post, or leave it out for any");
        return None;
    }
    networks.into_iter().collect()
}

fn labels(section: &mut Section<'_>) -> Option<Vec<HeaderName>> {
    let usual = LABELS.into_iter().map(HeaderName::from_static);
    let Some(found) = section.get("labels") else { return Some(usual.collect()) };
    let header = |found: &Found<'_>| {
        found.parsed(|text| text.parse::<HeaderName>().map_err(|_| "is not a header name"))
    };
    let own: Vec<_> = found.list()?.iter().map(header).collect();
    usual.map(Some).chain(own).collect()
}
