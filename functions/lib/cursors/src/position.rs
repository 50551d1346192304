//! A place in a feed, and how it is asked for.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use mapping::FeedPlace;
use serde::{Deserialize, Serialize};
use settings::{Feed, FeedCursor, FeedFrom, FeedTime};

/// A place in a feed, from which it can be asked to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Before the first entry.
    Start,
    /// Behind an id, or by a cursor of the provider's own.
    After(String),
    /// At a time.
    At(Timestamp),
}

impl Position {
    /// Where the first run begins, if the settings say so.
    pub(crate) fn said(feed: &Feed, now: Timestamp) -> Option<Self> {
        match (&feed.from, &feed.cursor) {
            (FeedFrom::Start, _) => Some(Self::Start),
            (FeedFrom::Now, FeedCursor::UpdatedAt { .. }) => Some(Self::At(now)),
            (FeedFrom::Now, FeedCursor::Opaque { .. } | FeedCursor::Id { .. }) => None,
            // The settings were read, so a time is one.
            (FeedFrom::At(text), FeedCursor::UpdatedAt { .. }) => {
                Some(text.parse().map_or(Self::At(now), Self::At))
            }
            (FeedFrom::At(text), FeedCursor::Opaque { .. } | FeedCursor::Id { .. }) => {
                Some(Self::After(text.clone()))
            }
        }
    }

    /// The parameter of the query, if there is one. A time is asked for a tick earlier than it is
    /// meant: whether a provider counts it in or not, what has this very time is in the answer.
    pub fn asked(&self, feed: &Feed) -> Option<String> {
        match self {
            Self::Start => None,
            Self::After(text) => Some(text.clone()),
            Self::At(time) => {
                let format = format(feed);
                Some(format.written(before(*time, format.tick())))
            }
        }
    }

    /// The same place, so much earlier where that can be said.
    #[must_use]
    pub(crate) fn put_back(self, by: Duration) -> Self {
        match self {
            Self::At(time) => Self::At(before(time, by)),
            Self::Start | Self::After(_) => self,
        }
    }

    /// The same place, and none that is still to come: a time from the future would hide all before it.
    #[must_use]
    pub(crate) fn by(self, now: Timestamp) -> Self {
        match self {
            Self::At(time) => Self::At(time.min(now)),
            Self::Start | Self::After(_) => self,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("the start"),
            Self::After(text) => write!(f, "after {text}"),
            Self::At(time) => write!(f, "{time}"),
        }
    }
}

impl From<FeedPlace> for Position {
    fn from(place: FeedPlace) -> Self {
        match place {
            FeedPlace::Id(id) => Self::After(id),
            FeedPlace::Time(time) => Self::At(time),
        }
    }
}

pub(crate) fn format(feed: &Feed) -> FeedTime {
    match &feed.cursor {
        FeedCursor::UpdatedAt { format, .. } => *format,
        FeedCursor::Opaque { .. } | FeedCursor::Id { .. } => FeedTime::Rfc3339,
    }
}

pub(crate) fn before(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_sub(wait).unwrap_or(Timestamp::MIN)
}

pub(crate) fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
