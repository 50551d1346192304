//! The version of a state, and what of it stands in a body.

use jiff::Timestamp;

use crate::kind::VersionKind;

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

/// A version that its sender gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The sender counts.
    Sequence(u64),
    /// The sender gives the time of change.
    Time(Timestamp),
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

impl Given {
    /// What kind it is.
    pub fn kind(self) -> VersionKind {
        Version::from(self).kind()
    }

    /// A text that sorts as versions of its kind follow each other.
    pub fn sortable(self) -> String {
        Version::from(self).sortable()
    }

    /// The version as people write it.
    pub fn plain(self) -> String {
        Version::from(self).plain()
    }
}

impl From<Given> for Version {
    fn from(given: Given) -> Self {
        match given {
            Given::Sequence(number) => Self::Sequence(number),
            Given::Time(time) => Self::Time(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn texts_sort_as_versions_do() {
        let numbers = [9, 10, 200, u64::MAX].map(|n| Version::Sequence(n).sortable());
        assert!(numbers.is_sorted());
        let times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T02:00:00+01:00"];
        for version in [Version::Time, Version::Received] {
            let times = times.map(|text| version(time(text)).sortable());
            assert!(times.is_sorted(), "{times:?}");
        }
    }

    #[test]
    fn the_first_year_is_written_with_four_digits() {
        let first = Version::Time(time("0000-01-01T00:00:00Z"));
        assert_eq!(first.sortable(), "0000-01-01T00:00:00.000000000Z");
    }

    #[test]
    fn a_version_is_shown_without_what_makes_it_sort() {
        assert_eq!(Version::Sequence(8).plain(), "8");
        assert_eq!(Version::Time(time("2026-11-16T10:00:00Z")).plain(), "2026-11-16T10:00:00Z");
    }

    #[test]
    fn what_a_sender_gives_is_written_as_it_is_recorded() {
        let changed = time("2026-11-16T10:00:00Z");
        let cases = [
            (Given::Sequence(8), Version::Sequence(8)),
            (Given::Time(changed), Version::Time(changed)),
        ];
        for (given, version) in cases {
            assert_eq!(Version::from(given), version);
            assert_eq!(given.sortable(), version.sortable());
            assert_eq!((given.kind(), given.plain()), (version.kind(), version.plain()));
        }
    }
}
