//! What of a spend cap is an excess: more is paid for than the hours have room for in which it can
//! have been reserved. Times are minutes, invocations are numbers, the cap is two items an hour.

use oracle::{CLASSIFIER, Evidence, Invocation, Kind, Limit, Verdict};

use crate::{EVENTS, after, ideal, kinds};

const MINUTE: i64 = 60_000;

/// Each is paid for in this minute, by an invocation that began in that one.
fn paid(asks: &[(i64, i64)], skew: i64) -> Verdict {
    after(|evidence| {
        let ask = evidence.asks.iter().find(|ask| ask.api == CLASSIFIER).expect("an ask").clone();
        evidence.asks.retain(|ask| ask.api != CLASSIFIER);
        for ((at, began), number) in asks.iter().zip(1_000_000..) {
            let (at, invocation) = (at * MINUTE, number);
            evidence.asks.push(oracle::Ask { at, invocation, ..ask.clone() });
            let (began, events) = (began * MINUTE, Vec::new());
            let invocation = Invocation { began, died: false, outlived: false, events };
            evidence.invocations.insert(number, invocation);
        }
        evidence.limits = vec![Limit { api: CLASSIFIER, cap: Some(2), rate: None }];
        evidence.whole.skew = skew * MINUTE;
    })
}

/// How many excesses are found, and how many hours are full.
fn found(asks: &[(i64, i64)], skew: i64) -> (usize, usize) {
    let verdict = paid(asks, skew);
    (verdict.count(Kind::Excess), verdict.spent_hours)
}

#[test]
fn an_hour_has_room_for_its_cap_and_for_no_more() {
    assert_eq!(found(&[(60, 60), (119, 119)], 0), (0, 1));
    assert_eq!(found(&[(60, 60), (80, 80), (119, 119)], 0), (1, 1));
    assert_eq!(found(&[(60, 60), (119, 119), (120, 120), (121, 121)], 0), (0, 2));
}

#[test]
fn what_an_invocation_pays_for_it_may_have_reserved_in_the_hour_in_which_it_began() {
    assert_eq!(found(&[(61, 59), (61, 61), (62, 62)], 0), (0, 1));
    assert_eq!(found(&[(61, 60), (61, 61), (62, 62)], 0), (1, 1));
    // It stood still for two hours.
    assert_eq!(found(&[(121, 1), (121, 121), (122, 122)], 0), (0, 1));
    // Nobody reserved for them in the hour before either.
    assert_eq!(found(&[(61, 59), (61, 59), (61, 59), (61, 61), (62, 62)], 0), (1, 1));
}

#[test]
fn hours_in_which_nothing_is_paid_for_make_room_for_what_was_reserved_in_them_alone() {
    let late = [(61, 59), (62, 59), (63, 63), (64, 64)];
    assert_eq!(found(&late, 0), (0, 1));
    // What is paid for a day later has no part in them.
    assert_eq!(found(&[late.as_slice(), &[(62, 62)], &[(1500, 1500)]].concat(), 0), (1, 1));
}

#[test]
fn another_clock_may_say_another_hour() {
    assert_eq!(found(&[(61, 61), (62, 62), (63, 63)], 0), (1, 1));
    assert_eq!(found(&[(61, 61), (62, 62), (63, 63)], 2), (0, 1));
    assert_eq!(found(&[(90, 90), (90, 90), (90, 90)], 2), (1, 1));
}

#[test]
fn of_an_ideal_run_the_busiest_hour_fills_its_cap_and_half_of_that_is_passed() {
    let busiest = |evidence: &Evidence| {
        let mut hours = std::collections::BTreeMap::new();
        for ask in evidence.asks.iter().filter(|ask| ask.api == CLASSIFIER) {
            *hours.entry(ask.at / (60 * MINUTE)).or_insert(0) += 1;
        }
        hours.into_values().max().expect("an hour")
    };
    let most: usize = busiest(&ideal(1, EVENTS));
    let limited = |cap: usize| {
        after(|evidence| {
            evidence.limits = vec![Limit { api: CLASSIFIER, cap: Some(cap), rate: None }];
        })
    };
    assert_eq!(limited(most).findings, []);
    assert!(limited(most).spent_hours > 0);
    assert_eq!(kinds(&limited(most / 2)), [Kind::Excess]);
}
