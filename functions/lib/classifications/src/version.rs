//! Which state of an item, by whoever numbers them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A version. Only versions of one kind and one lineage are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// The sender counts.
    Sequence(u64),
    /// The sender gives the time of change.
    Time(Timestamp),
    /// The sender gives nothing: when the event's first message was received.
    Received(Timestamp),
}

/// What kind of number a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VersionKind {
    /// The sender counts.
    Sequence,
    /// The sender gives the time of change.
    Time,
    /// The sender gives nothing.
    Received,
}

impl VersionKind {
    /// The word for it, in keys and columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sequence => "sequence",
            Self::Time => "time",
            Self::Received => "received",
        }
    }
}

impl Version {
    /// What kind it is.
    pub fn kind(self) -> VersionKind {
        match self {
            Self::Sequence(_) => VersionKind::Sequence,
            Self::Time(_) => VersionKind::Time,
            Self::Received(_) => VersionKind::Received,
        }
    }

    /// A text that sorts as versions of its kind follow each other.
    pub fn sortable(self) -> String {
        match self {
            // As many digits as the largest u64 has, so that texts sort as numbers do.
            Self::Sequence(number) => format!("{number:020}"),
            Self::Time(time) | Self::Received(time) => format!("{time:.9}"),
        }
    }

    /// The version as people write it.
    pub fn plain(self) -> String {
        match self {
            Self::Sequence(number) => number.to_string(),
            Self::Time(time) | Self::Received(time) => time.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_sort_as_versions_do() {
        let numbers = [9, 10, 200, u64::MAX].map(|n| Version::Sequence(n).sortable());
        assert!(numbers.is_sorted());
        let times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T02:00:00+01:00"]
            .map(|text| Version::Time(text.parse().expect("a time")).sortable());
        assert!(times.is_sorted(), "{times:?}");
    }

    #[test]
    fn a_version_is_shown_without_what_makes_it_sort() {
        assert_eq!(Version::Sequence(8).plain(), "8");
        let time = "2026-11-16T10:00:00Z".parse().expect("a time");
        assert_eq!(Version::Time(time).plain(), "2026-11-16T10:00:00Z");
    }
}
