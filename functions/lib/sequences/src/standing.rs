//! Where a number stands, by what is recorded. Pure.

use std::collections::BTreeSet;

use crate::line::Step;

/// What an order row says; that of a line without a row is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The number that was recorded, or skipped, last.
    pub last: Option<u64>,
    /// Numbers that an operator has skipped: nothing is recorded for them.
    pub skipped: BTreeSet<u64>,
}

/// What a number may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A later number stands, or it was skipped: nothing is recorded for it any more.
    Past,
    /// It is the last one recorded: another content of it may still be.
    Last,
    /// Its predecessor is recorded: it is the next.
    Next,
    /// Its predecessor is not recorded: it waits.
    Early,
}

/// Where a step stands.
pub fn standing(order: &Order, step: &Step) -> Standing {
    let Some(last) = order.last else {
        return if step.number == step.from { Standing::Next } else { without_last(step) };
    };
    match step.number {
        number if number < last || number < step.from => Standing::Past,
        number if number == last && order.skipped.contains(&last) => Standing::Past,
        number if number == last => Standing::Last,
        number if number == step.from || number.saturating_sub(1) == last => Standing::Next,
        _ => Standing::Early,
    }
}

fn without_last(step: &Step) -> Standing {
    if step.number < step.from { Standing::Past } else { Standing::Early }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::Line;

    fn of(last: Option<u64>, number: u64) -> Standing {
        let step = Step::new(Line::new("acme", "erp", "A"), number, 3);
        standing(&Order { last, skipped: BTreeSet::from([7]) }, &step)
    }

    #[test]
    fn a_line_begins_with_its_first_number_and_no_other() {
        assert_eq!(
            [2, 3, 4].map(|n| of(None, n)),
            [Standing::Past, Standing::Next, Standing::Early]
        );
    }

    #[test]
    fn only_the_number_after_the_last_is_next() {
        let expected = [Standing::Past, Standing::Last, Standing::Next, Standing::Early];
        assert_eq!([4, 5, 6, 7].map(|n| of(Some(5), n)), expected);
    }

    #[test]
    fn nothing_is_recorded_for_a_skipped_number_and_the_one_after_it_is_next() {
        assert_eq!([7, 8].map(|n| of(Some(7), n)), [Standing::Past, Standing::Next]);
    }

    #[test]
    fn a_line_whose_first_number_was_raised_begins_there() {
        assert_eq!([2, 3].map(|n| of(Some(1), n)), [Standing::Past, Standing::Next]);
    }

    #[test]
    fn the_largest_number_has_no_successor_that_overflows() {
        assert_eq!(of(Some(u64::MAX), u64::MAX), Standing::Last);
    }
}
