//! What signs for whom, over all sources.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::secret_ref::SecretPlace;
use crate::section::{Found, Section};
use crate::settings::Settings;
use crate::source::Source;
use crate::tenants::TenantAt;

/// A source, and where it stands in the file.
struct Named<'s, 'f> {
    source: &'s Source,
    table: Found<'f>,
}

pub(crate) fn check(settings: &Settings, mut root: Section<'_>, now: Option<Timestamp>) {
    let Some(tables) = root.section("source") else { return };
    let of = |(name, table): (&str, _)| Some(Named { source: settings.sources.get(name)?, table });
    let sources: Vec<Named<'_, '_>> = tables.entries().filter_map(of).collect();
    shared(&sources);
    if let Some(now) = now {
        for named in &sources {
            ended(named, now);
        }
    }
}

/// Who holds a secret of two sources can speak for the tenants of both, whichever of them it was
/// given for.
fn shared(sources: &[Named<'_, '_>]) {
    let mut holders: BTreeMap<&SecretPlace, &Source> = BTreeMap::new();
    for named in sources {
        let secrets = named.source.secrets.iter().zip(elements(named));
        for (secret, element) in secrets {
            let first = *holders.entry(&secret.place).or_insert(named.source);
            if !same_tenants(&first.tenant, &named.source.tenant) {
                let (place, first) = (&secret.place, &first.name);
                element.problem(format!(
                    "{place} is a secret of [source.{first}] too, which has another tenant: whoever \
                     can sign for one could sign for the other; give each its own, or both one tenant"
                ));
            }
        }
    }
}

fn same_tenants(one: &TenantAt, other: &TenantAt) -> bool {
    match (one, other) {
        (TenantAt::Fixed(one), TenantAt::Fixed(other)) => one == other,
        (TenantAt::Body(_, one), TenantAt::Body(_, other)) => {
            one.len() == other.len() && one.iter().all(|pattern| other.contains(pattern))
        }
        (TenantAt::Fixed(_), TenantAt::Body(..)) | (TenantAt::Body(..), TenantAt::Fixed(_)) => {
            false
        }
    }
}

/// A secret that has ended verifies nothing any more.
fn ended(named: &Named<'_, '_>, now: Timestamp) {
    for (secret, element) in named.source.secrets.iter().zip(elements(named)) {
        let over = secret.until.is_some_and(|until| until <= now);
        let table = if over { element.section() } else { None };
        let until = table.and_then(|mut table| table.own("until"));
        if let Some(until) = until {
            until.problem("has passed: this secret verifies nothing any more, remove it");
        }
    }
}

/// Where each of a source's secrets stands.
fn elements<'f>(named: &Named<'_, 'f>) -> Vec<Found<'f>> {
    let list = |key| named.table.section()?.own(key)?.list();
    list("secrets").or_else(|| list("public_keys")).unwrap_or_default()
}
