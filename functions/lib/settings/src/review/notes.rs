//! What is allowed and probably not meant.

use crate::places::Places;
use crate::settings::Settings;
use crate::source::Source;
use crate::tenants::{TenantAt, TenantPattern};

pub(super) fn find(settings: &Settings, places: &Places<'_>) {
    apart(settings, places);
    unused(settings, places);
}

/// Items are told apart by tenant first: sources of other tenants have no item in common.
fn apart(settings: &Settings, places: &Places<'_>) {
    for source in settings.sources.values().filter(|source| source.tells_of_states()) {
        let is_companion = |other: &&Source| {
            other.lineage == source.lineage && other.name != source.name && other.tells_of_states()
        };
        let companions: Vec<_> = settings.sources.values().filter(is_companion).collect();
        let meets = |other: &&Source| overlap(&source.tenant, &other.tenant);
        if !companions.is_empty() && !companions.iter().any(meets) {
            let what = format!(
                "no other source of the lineage `{}` may tell of this one's tenants: they have no \
                 item in common, and the shared lineage has no effect",
                source.lineage
            );
            places.source(source.name.as_str()).problem(&["lineage"], what);
        }
    }
}

fn unused(settings: &Settings, places: &Places<'_>) {
    for name in settings.apis.keys() {
        if !settings.sources.values().any(|source| source.api == *name) {
            places.api(name).problem(&[], "no source uses it");
        }
    }
}

/// Whether there may be a tenant of both.
fn overlap(one: &TenantAt, other: &TenantAt) -> bool {
    match (one, other) {
        (TenantAt::Fixed(tenant), any) | (any, TenantAt::Fixed(tenant)) => any.allows(tenant),
        (TenantAt::Body(_, one), TenantAt::Body(_, other)) => {
            one.iter().any(|one| other.iter().any(|other| meet(one, other)))
        }
    }
}

fn meet(one: &TenantPattern, other: &TenantPattern) -> bool {
    match (one, other) {
        (TenantPattern::Name(one), TenantPattern::Name(other)) => one == other,
        (TenantPattern::Name(name), TenantPattern::Prefix(prefix))
        | (TenantPattern::Prefix(prefix), TenantPattern::Name(name)) => {
            name.as_str().starts_with(prefix)
        }
        (TenantPattern::Prefix(one), TenantPattern::Prefix(other)) => {
            one.starts_with(other) || other.starts_with(one)
        }
    }
}
