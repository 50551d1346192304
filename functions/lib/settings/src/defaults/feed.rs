//! What a source leaves out of where its events are listed.

use super::unsaid::{Unsaid, or_nothing};
use crate::source::{Feed, FeedCursor};

/// `id` is what a posted body has for an id.
pub(super) fn add(feed: &Feed, id: &str, unsaid: &mut Unsaid<'_>) {
    unsaid.add("feed.key_header", &feed.key_header);
    unsaid.add("feed.key_prefix", &or_nothing(&feed.key_prefix));
    unsaid.add("feed.parameter", &feed.parameter);
    unsaid.add("feed.events", &feed.events);
    unsaid.add("feed.id", &id);
    unsaid.add("feed.body", &feed.body);
    unsaid.add("feed.time", &"none");
    cursor(feed, unsaid);
    unsaid.add("feed.page_size", &"as the provider has it");
    if let Some(size) = &feed.page_size {
        unsaid.add("feed.page_size_parameter", &size.parameter);
    }
    unsaid.add("feed.from", &"now");
    unsaid.add("feed.lag_s", &feed.lag.as_secs());
    unsaid.add("feed.grace_s", &feed.grace.as_secs());
    unsaid.add("feed.silent_after_min", &"none");
    unsaid.add("feed.timeout_s", &feed.timeout.as_secs());
    unsaid.add("feed.rate", &"no limit");
    if let Some(rate) = &feed.rate {
        unsaid.add("feed.rate.burst", &rate.burst);
    }
}

fn cursor(feed: &Feed, unsaid: &mut Unsaid<'_>) {
    match &feed.cursor {
        FeedCursor::Opaque { .. } => {
            unsaid.add("feed.has_more", &"while pages have entries and a new cursor");
        }
        FeedCursor::Id { .. } => {
            unsaid.add("feed.position", &"as `feed.id`");
            unsaid.add("feed.has_more", &"while pages have new entries");
        }
        FeedCursor::UpdatedAt { at, .. } => {
            unsaid.add("feed.updated_at", at);
            unsaid.add("feed.format", &"rfc3339");
            unsaid.add("feed.overlap_s", &feed.overlap.as_secs());
            unsaid.add("feed.has_more", &"while pages are full");
        }
    }
}
