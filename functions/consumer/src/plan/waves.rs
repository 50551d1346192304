//! In which wave each event of a batch comes, so that the numbers of an item follow each other. Pure.

use std::collections::BTreeMap;

use sequences::{Line, Step};

/// How many waves a batch has at most. Events whose items wait for each other crosswise would have
/// no end of them; whoever comes too early waits outside the queue.
const MOST: usize = 64;

/// The wave of each event of which the numbers of its items are given: behind every event of the
/// batch that has a lower number of one of its items. Nothing for an event that keeps no order.
pub(super) fn waves(events: impl Iterator<Item = Vec<Option<Step>>>) -> Vec<Option<usize>> {
    let mut lines: BTreeMap<Line, BTreeMap<u64, Vec<usize>>> = BTreeMap::new();
    let mut waves = Vec::new();
    for (event, steps) in events.enumerate() {
        waves.push(steps.iter().any(Option::is_some).then_some(0));
        for step in steps.into_iter().flatten() {
            lines.entry(step.line).or_default().entry(step.number).or_default().push(event);
        }
    }
    for _ in 1..MOST {
        let moved =
            lines.values().map(|numbers| follow(numbers, &mut waves)).fold(false, |a, b| a | b);
        if !moved {
            break;
        }
    }
    waves
}

/// Puts the events of each number behind those of the number before it; whether any was moved.
fn follow(numbers: &BTreeMap<u64, Vec<usize>>, waves: &mut [Option<usize>]) -> bool {
    let mut moved = false;
    let mut first = 0;
    for events in numbers.values() {
        let mut behind_all = first;
        for event in events {
            let Some(Some(wave)) = waves.get_mut(*event) else { continue };
            let behind = (*wave).max(first).min(MOST);
            moved |= behind != *wave;
            *wave = behind;
            behind_all = behind_all.max(behind);
        }
        first = behind_all.saturating_add(1);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as an event has it")]
    fn step(item: &str, number: u64) -> Option<Step> {
        Some(Step::new(Line::new("acme", "erp", item), number, 1))
    }

    #[test]
    fn the_numbers_of_an_item_follow_each_other_and_repeats_come_together() {
        let events =
            [vec![step("A", 3)], vec![step("A", 1)], vec![step("A", 3)], vec![step("B", 9)]];
        assert_eq!(waves(events.into_iter()), [Some(1), Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn an_event_comes_behind_all_that_its_items_wait_for() {
        let events = [
            vec![step("A", 2), step("B", 2)],
            vec![step("B", 1), step("C", 2)],
            vec![step("C", 1)],
            vec![step("A", 1)],
        ];
        assert_eq!(waves(events.into_iter()), [Some(2), Some(1), Some(0), Some(0)]);
    }

    #[test]
    fn events_that_wait_for_each_other_crosswise_have_an_end() {
        let events = [vec![step("A", 2), step("B", 1)], vec![step("A", 1), step("B", 2)]];
        let waves = waves(events.into_iter());
        assert!(waves.iter().all(|wave| wave.is_some_and(|wave| wave <= MOST)), "{waves:?}");
    }

    #[test]
    fn who_keeps_no_order_has_no_wave() {
        assert_eq!(waves([vec![None], Vec::new()].into_iter()), [None, None]);
    }
}
