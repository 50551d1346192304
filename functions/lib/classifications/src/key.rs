//! The two keys of a row.

use std::fmt;

use serde::{Deserialize, Serialize};
use versions::{Version, VersionKind};

/// Partition: `{tenant}#{item}`. No tenant holds a `#`, so no two pairs make one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemKey(String);

/// Sort: `{lineage}#{kind}#{version}#{mark}`. Inside one lineage and kind, states sort as their
/// versions follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateKey(String);

/// What tells a content: 16 hex digits, or [`Mark::RESULT`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(String);

/// One state of an item: who numbers it, its number, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Who numbers the versions; empty for a result that names nobody.
    pub lineage: String,
    /// Which state.
    pub version: Version,
    /// What is asked about it.
    pub mark: Mark,
}

impl ItemKey {
    /// The partition of an item.
    pub fn new(tenant: &str, item: &str) -> Self {
        Self(format!("{tenant}#{item}"))
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Mark {
    /// Stands for the content where a result was recorded for a version that nobody asked for.
    pub const RESULT: &'static str = "result";

    /// A mark as it is stored.
    pub fn new(mark: impl Into<String>) -> Self {
        Self(mark.into())
    }

    /// The mark of a result for a version that nobody asked for.
    pub fn result() -> Self {
        Self(Self::RESULT.to_owned())
    }

    /// The mark as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl State {
    /// The sort key of its row.
    pub fn key(&self) -> StateKey {
        let Self { lineage, version, mark } = self;
        StateKey(format!("{lineage}#{}#{}#{mark}", version.kind().word(), version.sortable()))
    }

    /// The states that this one may be compared with.
    pub fn line(&self) -> Scope {
        Scope::line(&self.lineage, self.version.kind())
    }

    /// The states of the same version, whatever they say.
    pub fn of_version(&self) -> Scope {
        Scope::version(&self.lineage, self.version)
    }

    /// Where a result for this version stands that names no lineage.
    pub fn unnamed_result(&self) -> StateKey {
        let (lineage, mark) = (String::new(), Mark::result());
        Self { lineage, version: self.version, mark }.key()
    }
}

impl StateKey {
    /// The least key that a scope may cover.
    pub fn first(scope: &Scope) -> Self {
        Self(scope.0.clone())
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that tells the version, as it sorts.
    pub fn sortable_version(&self) -> &str {
        self.0.split('#').nth(2).unwrap_or_default()
    }

    /// The part that tells the content.
    pub fn mark(&self) -> &str {
        self.0.rsplit('#').next().unwrap_or_default()
    }
}

/// States of one item whose sort keys begin alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(String);

impl Scope {
    /// Every state of one lineage and kind of version: those that are compared.
    pub fn line(lineage: &str, kind: VersionKind) -> Self {
        Self(format!("{lineage}#{}#", kind.word()))
    }

    /// Every state of one version.
    pub fn version(lineage: &str, version: Version) -> Self {
        Self(format!("{lineage}#{}#{}#", version.kind().word(), version.sortable()))
    }

    /// What the keys begin with.
    pub fn prefix(&self) -> &str {
        &self.0
    }

    /// Whether a key begins so.
    pub fn covers(&self, state: &StateKey) -> bool {
        state.0.starts_with(&self.0)
    }
}
