//! Which other lineages may tell of an item's states. Pure.

use std::collections::{BTreeMap, BTreeSet};

use classifications::State;
use settings::{Source, SourceName, Tenant, TenantAt};

/// For each kind of version, the lineages whose sources tell of states in it, and of which tenants
/// they may.
#[derive(Debug)]
pub(crate) struct Lineages(Vec<Teller>);

#[derive(Debug)]
struct Teller {
    lineage: String,
    kind: &'static str,
    tenants: TenantAt,
}

impl Lineages {
    pub fn of(sources: &BTreeMap<SourceName, Source>) -> Self {
        let tellers = sources.values().filter(|source| source.tells_of_states());
        Self(
            tellers
                .map(|source| Teller {
                    lineage: source.lineage.to_string(),
                    kind: source.version.kind().word(),
                    tenants: source.tenant.clone(),
                })
                .collect(),
        )
    }

    /// The other lineages that may tell of this tenant's items in a state's kind of version.
    pub fn beside<'l>(&'l self, tenant: &str, state: &State) -> impl Iterator<Item = &'l str> {
        let tenant = Tenant::try_from(tenant.to_owned()).ok();
        let kind = state.version.kind().word();
        let may_tell = |teller: &&Teller| {
            teller.kind == kind
                && teller.lineage != state.lineage
                && tenant.as_ref().is_some_and(|tenant| teller.tenants.allows(tenant))
        };
        let lineages: BTreeSet<&str> =
            self.0.iter().filter(may_tell).map(|teller| teller.lineage.as_str()).collect();
        lineages.into_iter()
    }
}
