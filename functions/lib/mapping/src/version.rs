//! Which state of an item an event speaks of.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use settings::{FieldAt, VersionAt};
use thiserror::Error;
use versions::Given;

use crate::nodes::Nodes;
use crate::text::{TextError, Texts};

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

/// The item's version, or nothing where its sender says none. What an operator wrote is required;
/// a preset's guess never refuses anything, so one that is not there, or is there and no time,
/// leaves the version to the time of receipt.
pub(crate) fn version(
    at: &VersionAt,
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
    zone: &TimeZone,
) -> Result<Option<Given>, VersionError> {
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
    version: Option<Given>,
    at: &VersionAt,
    now: Timestamp,
) -> Result<Option<Given>, VersionError> {
    match (version.is_some_and(|version| is_ahead(version, now)), at) {
        (false, _) => Ok(version),
        (true, VersionAt::Time { required: false, .. }) => Ok(None),
        (true, VersionAt::Time { .. } | VersionAt::Sequence(_) | VersionAt::Received) => {
            Err(VersionError::Ahead)
        }
    }
}

fn is_ahead(version: Given, now: Timestamp) -> bool {
    match version {
        Given::Sequence(_) => false,
        Given::Time(time) => time.duration_since(now) > AHEAD,
    }
}

fn sequence(at: &FieldAt, texts: &Texts<'_>, nodes: Nodes<'_>) -> Result<Given, VersionError> {
    let not = || VersionError::NotSequence(at.path.to_string());
    match texts.text(&at.path, nodes.of(at))? {
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map(Given::Sequence).map_err(|_| not())
        }
        _ => Err(not()),
    }
}

fn time(
    at: &FieldAt,
    texts: &Texts<'_>,
    nodes: Nodes<'_>,
    zone: &TimeZone,
) -> Result<Given, VersionError> {
    let text = texts.text(&at.path, nodes.of(at))?;
    let time = crate::time::time(&text, zone).map(Given::Time);
    time.ok_or_else(|| VersionError::NotTime(at.path.to_string()))
}

/// How far a sender's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
