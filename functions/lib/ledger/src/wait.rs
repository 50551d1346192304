//! What a row holds while its event waits outside the queue.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest message that a row holds, in bytes: `DynamoDB` takes items of up to 400 KB.
pub const MAX_MESSAGE_BYTES: usize = 300 * 1024;

/// The lane of events that wait for the number before theirs. It is no API's: nothing paces it.
pub const SEQUENCE_LANE: &str = "sequence";

/// Why an event waits, in the words of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitCause {
    /// The API said how long to wait.
    Paused,
    /// The API is held to be down.
    Down,
    /// The rate budget is spent.
    Rate,
    /// The API's key is not to be had.
    Credentials,
    /// An operator's fault: a wrong path, a refused key, an unpaid bill.
    Misconfigured,
    /// What may be spent in this period is spent.
    SpendCap,
    /// An operator holds the source, the tenant or the API.
    Held,
    /// Its predecessor is not recorded yet.
    Sequence,
    /// The API has taken the work and not finished it.
    Job,
}

impl WaitCause {
    /// Its word in the table, in logs and as a metric's dimension.
    pub fn word(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Down => "down",
            Self::Rate => "rate",
            Self::Credentials => "credentials",
            Self::Misconfigured => "misconfigured",
            Self::SpendCap => "spend_cap",
            Self::Held => "held",
            Self::Sequence => "sequence",
            Self::Job => "job",
        }
    }
}

/// Whose turn comes first among what waits for one API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// A person waits for it.
    Person,
    /// A webhook.
    Webhook,
    /// A catalogue that is sent anew.
    Backfill,
}

impl Priority {
    /// All of them, the first in turn first.
    pub const ALL: [Self; 3] = [Self::Person, Self::Webhook, Self::Backfill];

    /// The first character of its turns.
    fn digit(self) -> char {
        match self {
            Self::Person => '0',
            Self::Webhook => '1',
            Self::Backfill => '2',
        }
    }
}

/// What a row holds while its event waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wait {
    /// For what it waits: the name of an API's budget.
    pub lane: String,
    /// Its place among all that waits there: priority, tenant, due time ([`turn`]).
    pub turn: String,
    /// Whose it is.
    pub tenant: String,
    /// The source, for people.
    pub source: String,
    /// Why.
    pub cause: WaitCause,
    /// When it is sent at the earliest.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due: Timestamp,
    /// Since when it waits.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub parked_at: Timestamp,
    /// How many items it will ask for.
    pub units: u32,
    /// The message to send, as the queue had it.
    pub envelope: String,
    /// How long the row is kept once it waits no more, in seconds.
    pub retention_s: u64,
}

/// The sort key of a waiting row: all of one priority and tenant stand together, by their due time.
pub fn turn(priority: Priority, tenant: &str, due: Timestamp) -> String {
    let due_ms = due.as_millisecond().max(0);
    format!("{}#{due_ms:014}", turns(priority, tenant))
}

/// What the sort keys of one priority and tenant begin with. No tenant's name holds a `#`.
pub fn turns(priority: Priority, tenant: &str) -> String {
    format!("{}#{tenant}", priority.digit())
}

/// How long an event waits that was parked `waits` times, if nothing else says: from a minute,
/// doubling, to an hour. `dice` is 0 to 1. What it waits for may end sooner: the dispatcher looks
/// every minute at what an API allows, and the due time only says when it may be asked at all.
pub fn backoff(waits: u32, dice: f64) -> Duration {
    const FIRST: Duration = Duration::from_mins(1);
    const MOST: Duration = Duration::from_hours(1);
    let whole = FIRST.saturating_mul(1 << waits.saturating_sub(1).min(16)).min(MOST);
    let half = whole / 2;
    half.saturating_add(half.mul_f64(dice.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn turns_sort_by_priority_then_tenant_then_time() {
        let in_order = [
            turn(Priority::Person, "zed", at(1_900_000_000)),
            turn(Priority::Webhook, "acme", at(5)),
            turn(Priority::Webhook, "acme", at(1_800_000_000)),
            turn(Priority::Webhook, "acme-2", at(1)),
            turn(Priority::Backfill, "acme", at(0)),
        ];
        assert!(in_order.is_sorted(), "{in_order:?}");
    }

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        let waits: Vec<_> = (1..=8).map(|waits| backoff(waits, 1.0).as_secs()).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(backoff(u32::MAX, 0.0).as_secs(), 1800);
    }
}
