//! How many messages go to the queue at once.

use std::ops::Range;

use crate::send::letter::Letter;

/// Messages of one request (SQS API reference, `SendMessageBatch`).
pub const MAX_ENTRIES: usize = 10;

/// Bytes of one request, bodies and attributes of all its messages together (as there).
pub const MAX_BYTES: usize = 1024 * 1024;

/// The data type of every attribute counts, too.
pub(super) const DATA_TYPE: &str = "String";

/// The letters in their order, cut into what the queue takes at once. One that is too long by
/// itself stands alone: the queue says so, and no other shares its fate.
pub fn packs(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut packs = Vec::new();
    let (mut start, mut bytes) = (0, 0_usize);
    for (at, letter) in letters.iter().enumerate() {
        let more = size(letter);
        let is_full = at - start == MAX_ENTRIES || bytes.saturating_add(more) > MAX_BYTES;
        if is_full && at > start {
            packs.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes = bytes.saturating_add(more);
    }
    if start < letters.len() {
        packs.push(start..letters.len());
    }
    packs
}

fn size(letter: &Letter) -> usize {
    let attributes = letter.attributes().into_iter();
    let attributes = attributes.map(|(name, value)| name.len() + value.len() + DATA_TYPE.len());
    attributes.fold(letter.body.len(), usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ledger::WaitCause;

    use super::*;

    fn letter(bytes: usize) -> Letter {
        Letter {
            event: "shop#acme#1".to_owned(),
            tenant: "acme".to_owned(),
            source: "shop".to_owned(),
            ticket: "t".repeat(36),
            body: "x".repeat(bytes),
            cause: WaitCause::Rate,
            parked_at: Timestamp::UNIX_EPOCH,
            retention_s: 1,
        }
    }

    fn sizes(lengths: &[usize]) -> Vec<usize> {
        let letters: Vec<_> = lengths.iter().map(|bytes| letter(*bytes)).collect();
        packs(&letters).into_iter().map(|pack| pack.len()).collect()
    }

    #[test]
    fn ten_small_ones_go_together() {
        assert_eq!(sizes(&[500; 25]), [10, 10, 5]);
        assert_eq!(sizes(&[]), [0; 0]);
    }

    #[test]
    fn large_ones_go_three_at_a_time() {
        assert_eq!(sizes(&[300 * 1024; 7]), [3, 3, 1]);
    }

    #[test]
    fn attributes_count_so_that_a_full_request_is_never_too_long() {
        // "source" + "shop" + "ticket" + 36 + twice "String": 64 bytes beside each body.
        assert_eq!(sizes(&[512 * 1024 - 64, 512 * 1024 - 64]), [2]);
        assert_eq!(sizes(&[512 * 1024 - 64, 512 * 1024 - 63]), [1, 1]);
    }

    #[test]
    fn what_no_request_takes_shares_its_fate_with_nobody() {
        assert_eq!(sizes(&[10, 2 * 1024 * 1024, 10]), [1, 1, 1]);
    }
}
