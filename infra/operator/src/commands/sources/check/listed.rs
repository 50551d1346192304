//! A source and an API of a good file, for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use settings::{Api, Defaulted, Feed, Reuse, Source, SpendCap, TenantAt, TenantPattern, key_word};

/// A source, in short.
#[derive(Debug, Serialize)]
pub(super) struct ListedSource {
    pub name: String,
    pub path: String,
    pub scheme: String,
    /// A name, or a path into the body.
    pub tenant: String,
    /// Those it may be, where it is a path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenants: Option<Vec<String>>,
    /// Who numbers the versions; nothing where its events are results that answer any lineage.
    pub lineage: Option<String>,
    pub secrets: Vec<ListedSecret>,
    pub api: String,
    /// The mark of its mapping.
    pub revision: String,
    /// Where the objects are fetched that its events only point to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hydrate: Option<ListedHydrate>,
    /// Where its events are listed that no webhook brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<ListedFeed>,
    /// What the file does not say, and what holds.
    #[serde(serialize_with = "as_map")]
    pub defaults: Vec<Defaulted>,
}

#[derive(Debug, Serialize)]
pub(super) struct ListedHydrate {
    pub base_url: String,
    pub key: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ListedFeed {
    pub url: String,
    pub key: String,
    /// What its cursor is, in the file's own word.
    pub cursor: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct ListedSecret {
    pub name: String,
    pub reference: String,
    /// How the secret becomes a key, in the file's own word.
    pub key: &'static str,
}

/// An API, in short.
#[derive(Debug, Serialize)]
pub(super) struct ListedApi {
    pub name: String,
    pub base_url: String,
    pub key: String,
    /// Whose earlier answers serve unchanged content.
    pub reuse: &'static str,
    /// How old they may be.
    pub reuse_days: u64,
    /// How many items may be paid for, all tenants together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spend_cap: Option<ListedCap>,
    /// How many items may be paid for, for each tenant by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_spend_cap: Option<ListedCap>,
    #[serde(serialize_with = "as_map")]
    pub defaults: Vec<Defaulted>,
}

/// So many items in a period.
#[derive(Debug, Serialize)]
pub(super) struct ListedCap {
    pub items: u32,
    pub per: &'static str,
}

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

impl ListedSource {
    pub fn of(source: &Source, defaults: Vec<Defaulted>) -> Self {
        let key = key_word(source.scheme.key);
        let secrets = source.secrets.iter().map(|secret| ListedSecret {
            name: secret.name.clone(),
            reference: secret.place.to_string(),
            key,
        });
        let (tenant, tenants) = tenant(&source.tenant);
        Self {
            name: source.name.to_string(),
            path: format!("/webhook/v1/{}", source.name),
            scheme: source.scheme_name.clone(),
            tenant,
            tenants,
            lineage: crate::lineage::of(source).map(ToString::to_string),
            secrets: secrets.collect(),
            api: source.api.clone(),
            revision: source.revision.to_string(),
            hydrate: source
                .hydrate
                .as_ref()
                .map(|at| ListedHydrate { base_url: at.base_url.clone(), key: at.key.to_string() }),
            feed: source.feed.as_ref().map(ListedFeed::of),
            defaults,
        }
    }
}

impl ListedFeed {
    fn of(feed: &Feed) -> Self {
        Self {
            url: format!("{}{}", feed.base_url, feed.path),
            key: feed.key.to_string(),
            cursor: feed.cursor.word(),
        }
    }
}

fn tenant(at: &TenantAt) -> (String, Option<Vec<String>>) {
    match at {
        TenantAt::Fixed(tenant) => (tenant.to_string(), None),
        TenantAt::Body(path, patterns) => {
            (path.to_string(), Some(patterns.iter().map(pattern).collect()))
        }
    }
}

fn pattern(pattern: &TenantPattern) -> String {
    match pattern {
        TenantPattern::Name(tenant) => tenant.to_string(),
        TenantPattern::Prefix(prefix) => format!("{prefix}*"),
    }
}

impl ListedApi {
    pub fn of(api: &Api, defaults: Vec<Defaulted>) -> Self {
        Self {
            name: api.name.clone(),
            base_url: api.base_url.clone(),
            key: api.key.to_string(),
            reuse: match api.reuse {
                Reuse::Item => "item",
                Reuse::Tenant => "tenant",
                Reuse::Off => "off",
            },
            reuse_days: api.reuse_for.as_secs() / SECONDS_A_DAY,
            spend_cap: api.spend_cap.map(ListedCap::of),
            tenant_spend_cap: api.tenant_spend_cap.map(ListedCap::of),
            defaults,
        }
    }
}

impl ListedCap {
    fn of(cap: SpendCap) -> Self {
        Self { items: cap.items.get(), per: cap.per.word() }
    }
}

fn as_map<S: serde::Serializer>(defaults: &[Defaulted], to: S) -> Result<S::Ok, S::Error> {
    let map: BTreeMap<_, _> = defaults.iter().map(|it| (it.key, it.value.as_str())).collect();
    map.serialize(to)
}
