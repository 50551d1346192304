//! From a run that fails to a small one that fails alike: troubles are left out one after the other,
//! then events, half of them, a quarter, and so on (delta debugging, Zeller and Hildebrandt).

use std::collections::BTreeSet;

use crate::chaos::run::Run;
use crate::chaos::trouble::{Trouble, Without};

/// The smallest run that was found to fail, with at most so many runs.
pub fn shrink(run: &Run, most: usize, mut fails: impl FnMut(&Run) -> bool) -> Run {
    let mut left = most;
    let mut fails = |run: &Run| {
        let is_left = left > 0;
        left = left.saturating_sub(1);
        is_left && fails(run)
    };
    let run = with_less_trouble(run.clone(), &mut fails);
    let all = || (0..run.events).collect();
    let events: Vec<usize> = run.keep.clone().unwrap_or_else(all).into_iter().collect();
    let with = |events: &[usize]| {
        let keep: BTreeSet<usize> = events.iter().copied().collect();
        Run { keep: Some(keep), ..run.clone() }
    };
    let events = fewest(events, |events| fails(&with(events)));
    let run = with(&events);
    with_less_trouble(run, &mut fails)
}

fn with_less_trouble(mut run: Run, fails: &mut impl FnMut(&Run) -> bool) -> Run {
    for (trouble, _) in Trouble::ALL {
        let mut without: Without = run.without.clone();
        let calmer = without.insert(trouble).then(|| Run { without, ..run.clone() });
        if let Some(calmer) = calmer.filter(|calmer| fails(calmer)) {
            run = calmer;
        }
    }
    run
}

/// The fewest of these that fail, none of which can be left out by itself.
fn fewest(mut all: Vec<usize>, mut fails: impl FnMut(&[usize]) -> bool) -> Vec<usize> {
    let mut parts = 2;
    while all.len() > 1 {
        let size = all.len().div_ceil(parts);
        let without = |part: usize| {
            let (from, to) = (part * size, (part + 1) * size);
            let rest = all.iter().enumerate();
            let rest = rest.filter(|(place, _)| !(from..to).contains(place));
            rest.map(|(_, event)| *event).collect::<Vec<usize>>()
        };
        let fewer = (0..all.len().div_ceil(size)).map(without).find(|fewer| fails(fewer));
        match fewer {
            Some(fewer) => {
                all = fewer;
                parts = (parts - 1).max(2);
            }
            None if parts >= all.len() => break,
            None => parts = (parts * 2).min(all.len()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(events: &[usize]) -> BTreeSet<usize> {
        events.iter().copied().collect()
    }

    #[test]
    fn what_has_to_come_together_and_the_trouble_that_it_takes_is_left() {
        let needs = |run: &Run| {
            let keep = run.keep.clone().unwrap_or_else(|| (0..run.events).collect());
            keep.is_superset(&of(&[3, 77])) && !run.without.contains(&Trouble::Skew)
        };
        let small = shrink(&Run::whole(1, 100), 1_000, needs);
        assert_eq!(small.keep, Some(of(&[3, 77])));
        assert_eq!(small.without.len(), Trouble::ALL.len() - 1);
    }

    #[test]
    fn no_more_runs_are_made_than_are_to_be() {
        let mut runs = 0;
        let small = shrink(&Run::whole(1, 100), 12, |_| {
            runs += 1;
            true
        });
        assert_eq!(runs, 12);
        assert_eq!(small.keep.map(|keep| keep.len()), Some(25));
    }
}
