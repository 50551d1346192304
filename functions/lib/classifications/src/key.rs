//! The two keys of a row.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Partition: `{tenant}#{item}`. No tenant holds a `#`, so no two pairs make one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemKey(String);

/// Sort: `{version}#{event key}`. Versions sort as they follow each other; the event makes two
/// states of one time unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionKey(String);

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

impl VersionKey {
    /// The key of one state of an item, told by one event.
    pub fn new(version: impl fmt::Display, event: &str) -> Self {
        Self(format!("{version}#{event}"))
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The version without the event that told it.
    pub fn version(&self) -> &str {
        self.0.split_once('#').map_or(self.0.as_str(), |(version, _)| version)
    }
}
