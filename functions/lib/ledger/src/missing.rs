//! Numbers that did not come, as dispatchers count them and reconcile reads them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a dispatcher found when it counted the lane of strict order last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// When it counted.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub counted_at: Timestamp,
    /// The gaps that are older than their source's limit, by source.
    pub gaps: BTreeMap<String, Gap>,
}

/// The gaps of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// When the first of the events was received that wait for a number.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub oldest: Timestamp,
    /// When the last of them was received.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub newest: Timestamp,
}

impl Gap {
    /// That of one waiting event.
    pub fn of(received: Timestamp) -> Self {
        Self { oldest: received, newest: received }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (oldest, newest) = (self.oldest.min(other.oldest), self.newest.max(other.newest));
        Self { oldest, newest }
    }
}

/// The key of the row in which dispatchers remember a lane. No source's name holds a colon, so no
/// event has such a key.
pub fn lane_key(lane: &str) -> String {
    format!("dispatch:{lane}")
}
