//! What waits, by cause and API. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::time;
use crate::waiting::ShownWaiter;

/// All that waits for one API for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Group {
    /// For what.
    pub lane: String,
    /// Why.
    pub cause: &'static str,
    /// How many events.
    pub events: usize,
    /// How many items they ask for.
    pub items: u64,
    /// Since when the oldest waits.
    pub oldest: Timestamp,
    /// When the first is due.
    pub first_due: Timestamp,
    /// When the last is due.
    pub last_due: Timestamp,
}

impl Group {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 7] =
        ["waiting for", "cause", "events", "items", "next turn", "last turn", "oldest"];

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self, now: Timestamp) -> [String; 7] {
        [
            self.lane.clone(),
            self.cause.to_owned(),
            self.events.to_string(),
            self.items.to_string(),
            time::until(self.first_due, now),
            time::until(self.last_due, now),
            time::span(now.duration_since(self.oldest).as_secs()),
        ]
    }

    fn add(&mut self, waiter: &ShownWaiter) {
        self.events = self.events.saturating_add(1);
        self.items = self.items.saturating_add(waiter.items.into());
        self.oldest = self.oldest.min(waiter.parked_at);
        self.first_due = self.first_due.min(waiter.due);
        self.last_due = self.last_due.max(waiter.due);
    }
}

/// The groups, by API and cause.
pub(crate) fn groups(waiters: &[ShownWaiter]) -> Vec<Group> {
    let mut groups: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    for waiter in waiters {
        let group = groups.entry((&waiter.lane, waiter.cause)).or_insert_with(|| Group {
            lane: waiter.lane.clone(),
            cause: waiter.cause,
            events: 0,
            items: 0,
            oldest: waiter.parked_at,
            first_due: waiter.due,
            last_due: waiter.due,
        });
        group.add(waiter);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waiting::waiter;

    #[test]
    fn events_are_counted_by_what_they_wait_for_with_the_first_and_the_last_turn() {
        let late = Timestamp::from_second(300).expect("a time");
        let waiters = [
            waiter("s#t#1", "a"),
            ShownWaiter { due: late, parked_at: late, ..waiter("s#t#2", "a") },
            ShownWaiter { cause: "rate", ..waiter("s#t#3", "a") },
            waiter("s#t#4", "b"),
        ];
        let groups = groups(&waiters);
        let counted: Vec<_> =
            groups.iter().map(|it| (it.lane.as_str(), it.cause, it.events, it.items)).collect();
        assert_eq!(counted, [("a", "held", 2, 6), ("a", "rate", 1, 3), ("b", "held", 1, 3)]);
        let first = groups.first().expect("a group");
        let turns = (first.oldest, first.first_due.as_second(), first.last_due);
        assert_eq!(turns, (Timestamp::UNIX_EPOCH, 60, late));
    }
}
