//! Where a source's provider lists its events, for those that no webhook brought.

mod cursor;
mod read;

use std::time::Duration;

use jiff::Timestamp;

use crate::api::ApiRate;
use crate::path::JsonPath;
use crate::secret_ref::SecretPlace;

/// A list of a source's events: `GET {base_url}{path}?{parameter}={cursor}`.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What comes before the path, without a slash at its end.
    pub base_url: String,
    /// The path, and what its query always holds.
    pub path: String,
    /// The header that carries the key.
    pub key_header: String,
    /// What stands before the key in that header (`Bearer `), often nothing.
    pub key_prefix: String,
    /// Where the key is kept.
    pub key: SecretPlace,
    /// The parameter of the query that carries the cursor.
    pub parameter: String,
    /// What a cursor is.
    pub cursor: FeedCursor,
    /// Where an answer holds the list of its entries.
    pub events: JsonPath,
    /// Where an entry holds the event's id; nothing where it stands where a posted body has it.
    pub id: Option<JsonPath>,
    /// Where an entry holds what a webhook would have posted.
    pub body: JsonPath,
    /// Where an entry says when its event happened, if it does.
    pub time: Option<JsonPath>,
    /// Where an answer says whether there is more, if it does.
    pub has_more: Option<JsonPath>,
    /// How many entries an answer is to hold, where the provider takes a page size.
    pub page_size: Option<PageSize>,
    /// Where the first run begins.
    pub from: FeedFrom,
    /// How long after it happened an event may still appear in the feed.
    pub lag: Duration,
    /// How far before its cursor a run by time begins: for times that are rounded.
    pub overlap: Duration,
    /// How long an event's webhook is waited for before its polled copy is worked on.
    pub grace: Duration,
    /// After how long without any new event an alarm says so.
    pub silent_after: Option<Duration>,
    /// How long an answer may take, to its last byte.
    pub timeout: Duration,
    /// How fast it may be asked, where its owner says so.
    pub rate: Option<ApiRate>,
}

/// What a cursor is.
#[derive(Clone, Debug)]
pub enum FeedCursor {
    /// A text of the provider's own, which each answer gives for the next one.
    Opaque {
        /// Where an answer gives it.
        next: JsonPath,
    },
    /// A number or a word of each entry, and later entries have greater ones.
    Id {
        /// Where an entry has it; nothing: it is the event's id.
        at: Option<JsonPath>,
    },
    /// The time of an entry's last change.
    UpdatedAt {
        /// Where an entry has it.
        at: JsonPath,
        /// How it is written in the query.
        format: FeedTime,
    },
}

impl FeedCursor {
    /// The word of `sources.toml`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opaque { .. } => "opaque",
            Self::Id { .. } => "id",
            Self::UpdatedAt { .. } => "updated_at",
        }
    }
}

/// How a time is written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedTime {
    /// `2026-11-26T12:00:00.000Z`.
    Rfc3339,
    /// Unix seconds.
    Seconds,
    /// Unix milliseconds.
    Milliseconds,
}

impl FeedTime {
    /// A time as it is asked for: never a later one than is meant.
    pub fn written(self, time: Timestamp) -> String {
        match self {
            Self::Rfc3339 => format!("{:.3}", floor(time)),
            Self::Seconds => time.as_millisecond().div_euclid(1_000).to_string(),
            Self::Milliseconds => floor(time).as_millisecond().to_string(),
        }
    }

    /// The least by which two written times differ.
    pub fn tick(self) -> Duration {
        match self {
            Self::Rfc3339 | Self::Milliseconds => Duration::from_millis(1),
            Self::Seconds => Duration::from_secs(1),
        }
    }
}

/// The whole millisecond at or before a time.
fn floor(time: Timestamp) -> Timestamp {
    let nanoseconds = time.as_nanosecond().div_euclid(1_000_000).saturating_mul(1_000_000);
    Timestamp::from_nanosecond(nanoseconds).unwrap_or(time)
}

/// How many entries an answer is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// So many.
    pub entries: usize,
    /// The parameter of the query that says so.
    pub parameter: String,
}

/// Where the first run begins. A cursor that is on record counts before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedFrom {
    /// With what comes from now on: what the feed holds already was sent by webhook, or is known.
    Now,
    /// With the first entry that the feed has.
    Start,
    /// Behind this cursor, or at this time.
    At(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_never_asked_for_later_than_it_is_meant() {
        let time: Timestamp = "2026-11-26T12:00:00.4567Z".parse().expect("a time");
        assert_eq!(FeedTime::Rfc3339.written(time), "2026-11-26T12:00:00.456Z");
        assert_eq!(FeedTime::Milliseconds.written(time), "1795694400456");
        assert_eq!(FeedTime::Seconds.written(time), "1795694400");
    }
}
