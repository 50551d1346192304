//! What a provider lists: its events in the order in which they happened, some of them late.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Events by the names of their feeds.
#[derive(Debug, Default)]
pub struct Feeds(Mutex<BTreeMap<String, Vec<Entry>>>);

#[derive(Clone, Debug)]
struct Entry {
    happened_at: Timestamp,
    visible_at: Timestamp,
    event: Value,
}

/// An event to be listed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// What a webhook would post; it is written anew in the feed.
    pub event: Value,
    /// How much later than it happened it is to be seen.
    #[serde(default)]
    pub late_ms: u64,
}

/// Where a page begins, and how long it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Behind this number.
    after: Option<u64>,
    /// Behind what this cursor, which an earlier page gave, stands for.
    cursor: Option<String>,
    /// From this time on.
    since: Option<Timestamp>,
    /// At most so many.
    limit: Option<usize>,
}

const LIMIT: usize = 100;

impl Feeds {
    /// Lists an event that happens now, and says its number.
    pub fn add(&self, feed: &str, listed: Listed, now: Timestamp) -> u64 {
        let mut feeds = self.lock();
        let entries = feeds.entry(feed.to_owned()).or_default();
        let late = Duration::from_millis(listed.late_ms);
        let visible_at = now.saturating_add(late).unwrap_or(Timestamp::MAX);
        entries.push(Entry { happened_at: now, visible_at, event: listed.event });
        u64::try_from(entries.len()).unwrap_or(u64::MAX)
    }

    /// How many events a feed has, seen or not.
    pub fn len(&self, feed: &str) -> usize {
        self.lock().get(feed).map_or(0, Vec::len)
    }

    /// The page that is asked for, as far as it can be seen now.
    pub fn page(&self, feed: &str, asked: &Asked, now: Timestamp) -> Value {
        let behind =
            asked.cursor.as_ref().and_then(|cursor| cursor.strip_prefix('c')?.parse().ok());
        let behind = asked.after.or(behind).unwrap_or(0);
        let feeds = self.lock();
        let entries = (1_u64..).zip(feeds.get(feed).into_iter().flatten());
        let wanted = entries.filter(|(number, entry)| {
            let is_since = asked.since.is_none_or(|since| entry.happened_at >= since);
            *number > behind && is_since && entry.visible_at <= now
        });
        let wanted: Vec<_> = wanted.collect();
        let page = wanted.iter().take(asked.limit.unwrap_or(LIMIT));
        let last = page.clone().next_back().map_or(behind, |(number, _)| *number);
        let data: Vec<Value> = page.map(|(number, entry)| entry.json(*number)).collect();
        let has_more = data.len() < wanted.len();
        json!({"data": data, "has_more": has_more, "next": format!("c{last}")})
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Entry>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn json(&self, number: u64) -> Value {
        json!({"seq": number, "updated_at": self.happened_at, "event": self.event})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(feeds: &Feeds, asked: &Asked, second: i64) -> Vec<u64> {
        let page = feeds.page("erp", asked, Timestamp::from_second(second).expect("a time"));
        let data = page["data"].as_array().expect("a list");
        data.iter().map(|entry| entry["seq"].as_u64().expect("a number")).collect()
    }

    #[test]
    fn a_late_event_appears_before_those_that_were_seen_already() {
        let feeds = Feeds::default();
        for (second, late_ms) in [(1, 0), (2, 60_000), (3, 0)] {
            let now = Timestamp::from_second(second).expect("a time");
            feeds.add("erp", Listed { event: json!({}), late_ms }, now);
        }
        assert_eq!(numbers(&feeds, &Asked::default(), 10), [1, 3]);
        assert_eq!(numbers(&feeds, &Asked::default(), 62), [1, 2, 3]);
        let after = Asked { after: Some(1), limit: Some(1), ..Asked::default() };
        assert_eq!(numbers(&feeds, &after, 62), [2]);
        let cursor = Asked { cursor: Some("c2".to_owned()), ..Asked::default() };
        assert_eq!(numbers(&feeds, &cursor, 62), [3]);
        let since = Timestamp::from_second(3).ok();
        assert_eq!(numbers(&feeds, &Asked { since, ..Asked::default() }, 62), [3]);
    }
}
