//! Whose items a source's events may hold.

use crate::names::{NameError, Tenant};
use crate::path::JsonPath;
use crate::section::{Found, Section};

/// Whose items an event holds.
#[derive(Clone, Debug)]
pub enum TenantAt {
    /// The same for all of the source's events.
    Fixed(Tenant),
    /// In the signed body, within the list.
    Body(JsonPath, Vec<TenantPattern>),
}

/// A tenant, or all whose names begin alike (`acme-*`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantPattern {
    /// This one.
    Name(Tenant),
    /// Every tenant whose name begins so.
    Prefix(String),
}

impl TenantAt {
    /// Whether the source may speak for this tenant.
    pub fn allows(&self, tenant: &Tenant) -> bool {
        match self {
            Self::Fixed(only) => only == tenant,
            Self::Body(_, patterns) => patterns.iter().any(|pattern| pattern.covers(tenant)),
        }
    }

    /// `tenant = "acme"`, or a path with the list of those that may stand there.
    pub(crate) fn read(source: &mut Section<'_>) -> Option<Self> {
        let found = source.required("tenant");
        let list = source.get("tenants");
        let found = found?;
        match (found.text()?, list) {
            (text, Some(list)) if text.starts_with('$') => {
                let path = found.parsed(JsonPath::parse);
                let patterns = patterns(&list);
                Some(Self::Body(path?, patterns?))
            }
            (text, None) if text.starts_with('$') => {
                found.problem(
                    "the tenant stands in the body: list those it may be, \
                     `tenants = [\"acme\", \"acme-*\"]`",
                );
                None
            }
            (name, list) => {
                if let Some(list) = list {
                    list.problem("has no effect: `tenant` is a name, and no path into the body");
                }
                found.parsed(|_| Tenant::try_from(name.to_owned())).map(Self::Fixed)
            }
        }
    }
}

impl TenantPattern {
    fn covers(&self, tenant: &Tenant) -> bool {
        match self {
            Self::Name(name) => name == tenant,
            Self::Prefix(prefix) => tenant.as_str().starts_with(prefix),
        }
    }

    fn parse(text: &str) -> Result<Self, NameError> {
        match text.strip_suffix('*') {
            // The prefix is the beginning of a name, so it is written like one.
            Some(prefix) => Tenant::try_from(prefix.to_owned())
                .map(|prefix| Self::Prefix(prefix.as_str().to_owned())),
            None => Tenant::try_from(text.to_owned()).map(Self::Name),
        }
    }
}

fn patterns(found: &Found<'_>) -> Option<Vec<TenantPattern>> {
    let elements = found.list()?;
    if elements.is_empty() {
        found.problem("at least one tenant is needed");
        return None;
    }
    let read: Vec<_> = elements.iter().map(|found| found.parsed(TenantPattern::parse)).collect();
    read.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_a_name_or_a_prefix_and_nothing_else() {
        let covers = |pattern: &str, tenant: &str| {
            let tenant = Tenant::try_from(tenant.to_owned()).expect("a tenant");
            TenantPattern::parse(pattern).expect("a pattern").covers(&tenant)
        };
        assert!(covers("acme", "acme") && !covers("acme", "acme-eu"));
        assert!(covers("acme-*", "acme-eu") && !covers("acme-*", "acme"));
        for bad in ["", "*", "a*b", "a b", "acme**"] {
            assert_eq!(TenantPattern::parse(bad), Err(NameError::Tenant), "{bad}");
        }
    }
}
