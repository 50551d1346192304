//! A waiting event as it is shown.

use jiff::Timestamp;
use ledger::Waiter;
use serde::Serialize;

use crate::time;

/// A waiting event, and for what it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownWaiter {
    /// Its key.
    pub event: String,
    /// Whose it is.
    pub tenant: String,
    /// Why it waits.
    pub cause: &'static str,
    /// For which API, or for which source's store of objects.
    pub lane: String,
    /// Whose turn comes first: 0 a person, 1 a webhook, 2 a catalogue.
    pub priority: Option<u32>,
    /// When it is sent, if nothing lets it go before.
    pub due: Timestamp,
    /// Since when it waits.
    pub parked_at: Timestamp,
    /// How many items it will ask for.
    pub items: u32,
    /// The claim that parked it.
    #[serde(skip)]
    pub token: String,
}

impl ShownWaiter {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 6] = ["event", "cause", "for", "due", "waits", "items"];

    /// A row of a lane.
    pub fn of(waiter: Waiter, lane: &str) -> Self {
        Self {
            event: waiter.event,
            tenant: waiter.tenant,
            cause: waiter.cause.word(),
            lane: lane.to_owned(),
            priority: waiter.turn.chars().next().and_then(|digit| digit.to_digit(10)),
            due: waiter.due,
            parked_at: waiter.parked_at,
            items: waiter.units,
            token: waiter.token,
        }
    }

    /// The source: an event's key begins with it.
    pub fn source(&self) -> &str {
        self.event.split('#').next().unwrap_or_default()
    }

    /// The sender's own id: what stands behind source and tenant.
    pub fn event_id(&self) -> &str {
        self.event.splitn(3, '#').nth(2).unwrap_or_default()
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self, now: Timestamp) -> [String; 6] {
        let waits = now.duration_since(self.parked_at).as_secs();
        [
            self.event.clone(),
            self.cause.to_owned(),
            self.lane.clone(),
            time::until(self.due, now),
            time::span(waits),
            self.items.to_string(),
        ]
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ledger::{Priority, WaitCause, turn};

    /// An event that an operator holds, since 1970, for a minute.
    pub(crate) fn waiter(event: &str, lane: &str) -> ShownWaiter {
        let due = Timestamp::from_second(60).expect("a time");
        let waiter = Waiter {
            event: event.to_owned(),
            token: "t".to_owned(),
            turn: turn(Priority::Webhook, "acme", due),
            tenant: "acme".to_owned(),
            cause: WaitCause::Held,
            due,
            parked_at: Timestamp::UNIX_EPOCH,
            units: 3,
        };
        ShownWaiter::of(waiter, lane)
    }

    #[test]
    fn a_waiter_says_why_for_what_and_for_how_long() {
        let waiter = waiter("shop#acme#e#1", "classifier");
        assert_eq!((waiter.source(), waiter.event_id(), waiter.priority), ("shop", "e#1", Some(1)));
        let now = Timestamp::from_second(15).expect("a time");
        let cells = ["shop#acme#e#1", "held", "classifier", "in 45 s", "15 s", "3"];
        assert_eq!(waiter.cells(now), cells.map(str::to_owned));
    }
}
