//! How many events go to the bus at once.

use std::ops::Range;

use crate::bus::{DETAIL_TYPE, Entry, MAX_ENTRIES, SOURCE};

/// Bytes of one `PutEvents`, all its entries together. The limit is 256 KB (`EventBridge` user
/// guide, "Calculating `PutEvents` event entry size"); the rest is margin.
pub const MAX_BYTES: usize = 240 * 1024;

/// The entries in their order, cut into what the bus takes at once. One that is too long by itself
/// stands alone: the bus says so, and no other shares its fate.
pub fn packs(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut packs = Vec::new();
    let (mut start, mut bytes) = (0, 0_usize);
    for (at, entry) in entries.iter().enumerate() {
        let more = size(entry);
        let full = at - start == MAX_ENTRIES || bytes.saturating_add(more) > MAX_BYTES;
        if full && at > start {
            packs.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes = bytes.saturating_add(more);
    }
    if start < entries.len() {
        packs.push(start..entries.len());
    }
    packs
}

/// As `EventBridge` counts: source, type and detail.
fn size(entry: &Entry) -> usize {
    SOURCE.len() + DETAIL_TYPE.len() + entry.0.len()
}
