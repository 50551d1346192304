//! Which state of an item an event speaks of.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use settings::{FieldAt, VersionAt, VersionKind};
use thiserror::Error;

use crate::nodes::Nodes;
use crate::text::{TextError, Texts};

/// A state of an item. Its text sorts as the states follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The sender counts.
    Sequence(u64),
    /// The sender gives the time of change.
    Time(Timestamp),
}

/// Why an item has no version, where its source says that it has one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VersionError {
    /// Nothing usable there.
    #[error("version: {0}")]
    Text(#[from] TextError),
    /// Not a whole number from 0 up, or longer than 20 digits.
    #[error("version: {0} is not a whole number from 0 up, of at most 20 digits")]
    NotSequence(String),
    /// Not a time, or one that could be read as two.
    #[error(
        "version: {0} is no time as taken here: RFC 3339 (with a zone or without, with `T` or a \
         space), 20261115, 20261115T101530Z, 20261115101530, Unix seconds or milliseconds of ten \
         digits or more"
    )]
    NotTime(String),
    /// A time of change that is still to come.
    #[error("version: a time of change more than a day ahead of the clock")]
    Ahead,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // As many digits as the largest u64 has, so that texts sort as numbers do.
            Self::Sequence(number) => write!(f, "{number:020}"),
            Self::Time(time) => write!(f, "{time:.9}"),
        }
    }
}

impl Version {
    /// What kind of version this is, if its sender gave it.
    pub fn kind(self) -> VersionKind {
        match self {
            Self::Sequence(_) => VersionKind::Sequence,
            Self::Time(_) => VersionKind::Time,
        }
    }

    /// Whether it is a time that is still to come.
    fn is_ahead(self, now: Timestamp) -> bool {
        match self {
            Self::Sequence(_) => false,
            Self::Time(time) => time.duration_since(now) > AHEAD,
        }
    }

    /// The version as people write it.
    pub fn plain(self) -> String {
        match self {
            Self::Sequence(number) => number.to_string(),
            Self::Time(time) => time.to_string(),
        }
    }
}

/// The item's version, or nothing where its sender says none. What an operator wrote is required;
/// a preset's guess never refuses anything, so one that is not there, or is there and no time,
/// leaves the version to the time of receipt.
pub(crate) fn version(
    at: &VersionAt,
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
    zone: &TimeZone,
) -> Result<Option<Version>, VersionError> {
    match at {
        VersionAt::Sequence(at) => sequence(at, texts, nodes).map(Some),
        VersionAt::Time { at, required: true } => time(at, texts, nodes, zone).map(Some),
        VersionAt::Time { at, required: false } => Ok(time(at, texts, nodes, zone).ok()),
        VersionAt::Received => Ok(None),
    }
}

/// The same version, unless it is a time that is still to come: a mistake of its sender's clock
/// would hide every right version after it. A guess that is one counts as not there.
pub(crate) fn not_ahead(
    version: Option<Version>,
    at: &VersionAt,
    now: Timestamp,
) -> Result<Option<Version>, VersionError> {
    match (version.is_some_and(|version| version.is_ahead(now)), at) {
        (false, _) => Ok(version),
        (true, VersionAt::Time { required: false, .. }) => Ok(None),
        (true, VersionAt::Time { .. } | VersionAt::Sequence(_) | VersionAt::Received) => {
            Err(VersionError::Ahead)
        }
    }
}

fn sequence(at: &FieldAt, texts: &Texts<'_>, nodes: Nodes<'_>) -> Result<Version, VersionError> {
    let not = || VersionError::NotSequence(at.path.to_string());
    match texts.text(&at.path, nodes.of(at))? {
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map(Version::Sequence).map_err(|_| not())
        }
        _ => Err(not()),
    }
}

fn time(
    at: &FieldAt,
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
    zone: &TimeZone,
) -> Result<Version, VersionError> {
    let text = texts.text(&at.path, nodes.of(at))?;
    let time = crate::time::time(&text, zone).map(Version::Time);
    time.ok_or_else(|| VersionError::NotTime(at.path.to_string()))
}

/// How far a sender's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_sort_as_versions_do() {
        let texts = [9, 10, 200, u64::MAX].map(|n| Version::Sequence(n).to_string());
        assert!(texts.is_sorted());
        let times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T02:00:00+01:00"]
            .map(|text| Version::Time(text.parse().expect("a time")).to_string());
        assert!(times.is_sorted(), "{times:?}");
    }

    #[test]
    fn the_first_year_is_written_with_four_digits() {
        let first = "0000-01-01T00:00:00Z".parse().expect("a time");
        assert_eq!(Version::Time(first).to_string(), "0000-01-01T00:00:00.000000000Z");
    }
}
