//! Places that passes came by, and when: the first is where the next pass begins.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::position::{Position, after, before};

/// A place, and a time: whatever comes to stand before the place happened before the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The place.
    pub position: Position,
    /// The time.
    pub at: Timestamp,
}

/// The most marks that are kept: the row is to stay small.
const MOST: usize = 24;

/// How many marks there are at most in the time of a lag.
const IN_A_LAG: u32 = 8;

/// Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    first: Mark,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Mark>,
}

impl Marks {
    pub fn of(position: Position, at: Timestamp) -> Self {
        Self { first: Mark { position, at }, others: Vec::new() }
    }

    pub fn first(&self) -> &Position {
        &self.first.position
    }

    pub fn last(&self) -> &Position {
        &self.others.last().unwrap_or(&self.first).position
    }

    /// A later place. The last one gives way to it while it is near the one before: fewer marks are
    /// read from earlier, and so lose nothing.
    pub fn add(&mut self, position: Position, at: Timestamp, lag: Duration) {
        let at = at.max(self.others.last().unwrap_or(&self.first).at);
        if let [.., before, last] = self.others.as_slice()
            && last.at < after(before.at, lag / IN_A_LAG)
        {
            self.others.pop();
        }
        self.others.push(Mark { position, at });
        if self.others.len() >= MOST {
            let mut keep = [true, false].into_iter().cycle();
            self.others.retain(|_| keep.next().unwrap_or(true));
        }
    }

    /// A pass that began at this time has read everything: it begins the next time at the last place
    /// before which nothing can appear any more.
    ///
    /// The places that it leaves behind, the first one first.
    pub fn settle(&mut self, began_at: Timestamp, lag: Duration) -> Vec<Mark> {
        let settled = before(began_at, lag);
        let mut left = Vec::new();
        while self.others.first().is_some_and(|mark| mark.at <= settled) {
            left.push(std::mem::replace(&mut self.first, self.others.remove(0)));
        }
        left
    }
}
