//! How many messages go to the queue at once.

use std::ops::Range;

use crate::send::letter::Letter;

/// The letters in their order, cut into what the queue takes at once.
pub fn packs(letters: &[Letter]) -> Vec<Range<usize>> {
    sending::packs(letters.iter().map(|letter| sending::size(&letter.body, &letter.attributes())))
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
