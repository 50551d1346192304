//! How many messages go to the queue at once. Pure.

use std::ops::Range;

/// Messages of one request (SQS API reference, `SendMessageBatch`).
pub const MAX_ENTRIES: usize = 10;

/// Bytes of one request, bodies and attributes of all its messages together (as there).
pub const MAX_BYTES: usize = 1024 * 1024;

/// The data type of every attribute counts, too.
pub(crate) const DATA_TYPE: &str = "String";

/// Messages of these sizes in their order, cut into what the queue takes at once. One that is too
/// long by itself stands alone: the queue says so, and no other shares its fate.
pub fn packs(sizes: impl IntoIterator<Item = usize>) -> Vec<Range<usize>> {
    let (mut packs, mut start, mut end, mut bytes) = (Vec::new(), 0_usize, 0_usize, 0_usize);
    for more in sizes {
        let is_full =
            end.saturating_sub(start) == MAX_ENTRIES || bytes.saturating_add(more) > MAX_BYTES;
        if is_full && end > start {
            packs.push(start..end);
            (start, bytes) = (end, 0);
        }
        end = end.saturating_add(1);
        bytes = bytes.saturating_add(more);
    }
    if start < end {
        packs.push(start..end);
    }
    packs
}

/// What a message of this body and these text attributes counts for, in bytes.
pub fn size(body: &str, attributes: &[(&str, &str)]) -> usize {
    let attributes = attributes.iter().map(|(name, value)| {
        name.len().saturating_add(value.len()).saturating_add(DATA_TYPE.len())
    });
    attributes.fold(body.len(), usize::saturating_add)
}
