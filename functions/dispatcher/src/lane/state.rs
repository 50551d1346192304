//! What dispatchers remember of a lane from one look to the next, in a row of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{Missing, Priority};
use serde::{Deserialize, Serialize};

/// One lane's memory, shared by all dispatchers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneState {
    /// When the dispatchers' own budget is whole again (GCRA's theoretical arrival time).
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub whole_at: Timestamp,
    /// When a probe was last sent to an API that is down.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub probed_at: Timestamp,
    /// When events that have waited for a week were last looked for.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub renewed_at: Timestamp,
    /// Whose turn it was last.
    pub served: Served,
    /// When the waiting events were last counted.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub counted_at: Timestamp,
    /// How many there were then, by the words of their causes.
    pub counts: BTreeMap<String, u64>,
    /// How many of them had waited too long for the number before their own.
    #[serde(default)]
    pub gaps: u64,
    /// Whose numbers those are, where there are any: reconcile asks their feeds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub missing: Option<Missing>,
    /// Since when the oldest of them waits.
    #[serde(
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub oldest: Option<Timestamp>,
}

/// The tenant that was served last, by priority: the next look begins behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    webhook: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    backfill: Option<String>,
}

impl Default for LaneState {
    fn default() -> Self {
        let ever = Timestamp::UNIX_EPOCH;
        Self {
            whole_at: ever,
            probed_at: ever,
            renewed_at: ever,
            served: Served::default(),
            counted_at: ever,
            counts: BTreeMap::new(),
            gaps: 0,
            missing: None,
            oldest: None,
        }
    }
}

impl Served {
    /// Who was served last of this priority.
    pub fn last(&self, priority: Priority) -> Option<&str> {
        match priority {
            Priority::Person => self.person.as_deref(),
            Priority::Webhook => self.webhook.as_deref(),
            Priority::Backfill => self.backfill.as_deref(),
        }
    }

    /// This tenant was.
    pub fn serve(&mut self, priority: Priority, tenant: String) {
        let last = match priority {
            Priority::Person => &mut self.person,
            Priority::Webhook => &mut self.webhook,
            Priority::Backfill => &mut self.backfill,
        };
        *last = Some(tenant);
    }
}
