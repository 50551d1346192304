//! Which state of an item an event speaks of.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use settings::{JsonPath, TextError, VersionAt, VersionKind};
use thiserror::Error;

use crate::nodes::Nodes;

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
    /// Not a whole number.
    #[error("version: {0} is not a whole number")]
    NotSequence(String),
    /// Not a time.
    #[error("version: {0} is neither an RFC 3339 time nor Unix seconds or milliseconds")]
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

    /// Whether it is a time that is still to come. A mistake of its sender's clock would hide every
    /// right version after it.
    pub(crate) fn is_ahead(self, now: Timestamp) -> bool {
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

/// The item's version, or nothing where its sender says none.
pub(crate) fn version(
    at: &VersionAt,
    nodes: Nodes<'_>,
    zone: &TimeZone,
) -> Result<Option<Version>, VersionError> {
    match at {
        VersionAt::Sequence(at) => sequence(&at.path, nodes.of(at)).map(Some),
        VersionAt::Time { at, required: true } => time(&at.path, nodes.of(at), zone).map(Some),
        VersionAt::Time { at, required: false } => match time(&at.path, nodes.of(at), zone) {
            Err(VersionError::Text(TextError::Missing(_))) => Ok(None),
            read => read.map(Some),
        },
        VersionAt::Received => Ok(None),
    }
}

fn sequence(path: &JsonPath, node: &Value) -> Result<Version, VersionError> {
    let number = path.text(node)?.parse();
    number.map(Version::Sequence).map_err(|_| VersionError::NotSequence(path.to_string()))
}

fn time(path: &JsonPath, node: &Value, _zone: &TimeZone) -> Result<Version, VersionError> {
    let text = path.text(node)?;
    let time = match text.parse::<i64>() {
        Ok(number) => unix(number),
        Err(_) => text.parse().ok(),
    };
    time.filter(sorts_as_text)
        .map(Version::Time)
        .ok_or_else(|| VersionError::NotTime(path.to_string()))
}

/// How far a sender's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Years before 0 are written with a sign, and so would sort backwards; no product is that old.
fn sorts_as_text(time: &Timestamp) -> bool {
    const YEAR_0: i64 = -62_167_219_200;
    time.as_second() >= YEAR_0
}

/// Seconds, or milliseconds where seconds would lie beyond the year 5000.
fn unix(number: i64) -> Option<Timestamp> {
    const LAST_SECONDS: i64 = 100_000_000_000;
    if number < LAST_SECONDS {
        Timestamp::from_second(number).ok()
    } else {
        Timestamp::from_millisecond(number).ok()
    }
}

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
    fn times_before_year_0_are_none() {
        let [before, first] = ["-000001-12-31T23:59:59Z", "0000-01-01T00:00:00Z"]
            .map(|text| text.parse().expect("a time"));
        assert!(!sorts_as_text(&before) && sorts_as_text(&first));
        assert_eq!(Version::Time(first).to_string(), "0000-01-01T00:00:00.000000000Z");
    }

    #[test]
    fn unix_times_are_seconds_or_milliseconds() {
        let expected = "2025-06-15T12:26:40Z".parse().ok();
        assert_eq!(unix(1_749_990_400), expected);
        assert_eq!(unix(1_749_990_400_000), expected);
    }
}
