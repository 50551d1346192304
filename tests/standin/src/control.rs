//! What the stand-in can be told.

mod behaviour;
mod form;
mod item;
mod rule;

use std::collections::BTreeMap;
use std::num::{NonZeroU32, NonZeroU64};
use std::ops::Not;
use std::time::Duration;

use axum::http::StatusCode;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use behaviour::{Behaviour, Nonsense};
pub(crate) use item::raw;
pub use item::{ItemAnswer, ItemRule};
pub use rule::Rule;

/// The whole of what it is told; the default is to behave well and at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Control {
    /// How long the work of a call takes, whatever it holds.
    pub latency_ms: u64,
    /// How much longer it takes with each item.
    pub latency_per_item_ms: u64,
    /// Items that fail with a code of the API (`insufficient_description`,
    /// `temporarily_unavailable`, …) inside an answer that is otherwise right; by their id, or by
    /// their description.
    pub fail_items: BTreeMap<String, String>,
    /// Items that are answered in another way inside an answer that is otherwise right; the first
    /// that matches an item and has times left applies to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answer_items: Vec<ItemRule>,
    /// The status of right answers, from 200 to 299: 207 instead of 200.
    #[serde(deserialize_with = "success", skip_serializing_if = "Option::is_none")]
    pub answer_status: Option<u16>,
    /// What answers name as their schedule, of whatever type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Value>,
    /// Bodies are compressed, though nobody asked, and say so.
    #[serde(skip_serializing_if = "Not::not")]
    pub gzip: bool,
    /// Bodies begin with a byte order mark.
    #[serde(skip_serializing_if = "Not::not")]
    pub byte_order_mark: bool,
    /// The keys that are known. None: any key will do, as long as there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_keys: Option<Vec<String>>,
    /// Misbehaviours; the first that matches a call and has times left applies to it.
    pub rules: Vec<Rule>,
    /// How many calls are let in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Which of the events that feeds list appear there late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_events: Option<LateEvents>,
}

/// Every so-manieth event of a feed appears there later than it happens, before others that were
/// seen already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateEvents {
    /// Which: 50 for every fiftieth.
    pub every: NonZeroU64,
    /// By how much.
    pub by_ms: u64,
}

impl LateEvents {
    /// How late the event of this number is.
    pub(crate) fn of(&self, number: u64) -> u64 {
        if number.is_multiple_of(self.every.get()) { self.by_ms } else { 0 }
    }
}

impl Control {
    /// The code that an item is told to fail with.
    pub(crate) fn failure(&self, item_id: &str, description: &str) -> Option<&String> {
        self.fail_items.get(item_id).or_else(|| self.fail_items.get(description))
    }

    /// How long the work of a call with `items` items takes.
    pub(crate) fn latency(&self, items: usize) -> Duration {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        let per_item = self.latency_per_item_ms.saturating_mul(items);
        Duration::from_millis(self.latency_ms.saturating_add(per_item))
    }

    /// The status of right answers.
    pub(crate) fn right_status(&self) -> StatusCode {
        let told = self.answer_status.and_then(|status| StatusCode::from_u16(status).ok());
        told.unwrap_or(StatusCode::OK)
    }

    /// Whether a call with this key is let in.
    pub(crate) fn knows_key(&self, key: &str) -> bool {
        self.api_keys.as_ref().is_none_or(|keys| keys.iter().any(|known| known == key))
    }
}

fn success<'de, D: Deserializer<'de>>(form: D) -> Result<Option<u16>, D::Error> {
    let status = Option::<u16>::deserialize(form)?;
    let is_success = |status: &u16| (200..=299).contains(status);
    match status.filter(|status| !is_success(status)) {
        Some(other) => Err(D::Error::custom(format!("{other} is no `answer_status`: 200 to 299"))),
        None => Ok(status),
    }
}

/// At most `calls` in any `per_ms` milliseconds; those beyond get 429 and do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many calls.
    pub calls: NonZeroU32,
    /// In how long a window.
    pub per_ms: NonZeroU64,
    /// The `Retry-After` of the 429: seconds or an HTTP date, sent as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_grows_with_the_items_and_saturates() {
        let control = Control { latency_ms: 100, latency_per_item_ms: 20, ..Control::default() };
        assert_eq!(control.latency(3), Duration::from_millis(160));
        let slow = Control { latency_per_item_ms: u64::MAX, ..control };
        assert_eq!(slow.latency(3), Duration::from_millis(u64::MAX));
    }
}
