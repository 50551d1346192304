use std::collections::BTreeSet;

use super::*;
use crate::event::ItemRef;

fn pack(events: impl IntoIterator<Item = usize>) -> Pack {
    let questions = events.into_iter().map(|event| vec![ItemRef { event, item: 0 }]).collect();
    Pack {
        api: "api".to_owned(),
        request_id: "call".to_owned(),
        is_noted: true,
        path: None,
        questions,
    }
}

fn events(pack: &Pack) -> Vec<usize> {
    pack.askers().map(|asker| asker.event).collect()
}

/// Asks until nothing is left to ask, of an API that refuses every call with one of these in it.
/// Who was refused alone, and how many calls it took.
fn search(count: usize, culprits: &[usize], status: u16) -> (BTreeSet<usize>, usize) {
    let (mut splits, mut calls) = (Splits::new(pack(0..count)), 0);
    let (mut refused, mut answered) = (BTreeSet::new(), BTreeSet::new());
    while let Some(call) = splits.next(|| "half".to_owned()) {
        calls += 1;
        let asked = events(&call);
        if !asked.iter().any(|event| culprits.contains(event)) {
            answered.extend(asked);
        } else if let [alone] = asked[..] {
            splits.absolve();
            refused.insert(alone);
        } else {
            splits.split(call, status, || "half".to_owned());
        }
    }
    assert_eq!(answered.len() + refused.len(), count, "each is answered or refused, once");
    (refused, calls)
}

#[test]
fn whoever_the_culprits_are_they_are_refused_and_nobody_else_is() {
    for culprits in [&[][..], &[0], &[7], &[12], &[0, 12], &[3, 4], &[0, 1, 2, 3, 11]] {
        for status in [400, 413, 422] {
            let (refused, _) = search(13, culprits, status);
            assert_eq!(refused, culprits.iter().copied().collect(), "{culprits:?} by {status}");
        }
    }
}

/// A half whose sibling was answered must hold the culprit: it is not asked as a whole. So of two
/// halves at most one call fails, and one culprit in 64 is found by two calls for each halving.
#[test]
fn one_culprit_is_found_in_few_calls() {
    for culprit in 0..64 {
        let (_, calls) = search(64, &[culprit], 422);
        assert!(calls <= 1 + 2 * 6, "{culprit}: {calls} calls");
    }
    let (_, calls) = search(64, &[63], 422);
    assert_eq!(calls, 8, "the whole, six first halves that are answered, and the culprit");
}

/// Either half of a call that was too large may be well as a whole.
#[test]
fn both_halves_of_a_call_that_was_too_large_are_asked() {
    let mut splits = Splits::new(pack(0..4));
    let whole = splits.next(|| unreachable!("nothing is halved yet")).expect("a call");
    splits.split(whole, 413, || "half".to_owned());
    let first = splits.next(|| unreachable!("it is asked as it is")).expect("a half");
    let second = splits.next(|| unreachable!("so is the other")).expect("a half");
    assert_eq!((events(&first), events(&second)), (vec![0, 1], vec![2, 3]));
    assert!(splits.next(|| unreachable!("nothing is left")).is_none());
}

#[test]
fn what_was_put_off_for_a_probe_is_next_and_under_no_suspicion() {
    let mut splits = Splits::new(pack(0..4));
    let whole = splits.next(|| unreachable!("nothing is halved yet")).expect("a call");
    splits.split(whole, 422, || "half".to_owned());
    let first = splits.next(|| unreachable!("it is asked as it is")).expect("a half");
    splits.put_off(first);
    let again = splits.next(|| unreachable!("it is asked as it is")).expect("the same half");
    assert_eq!(events(&again), [0, 1]);
}
