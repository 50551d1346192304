//! No rate and no spend cap is passed, whoever asks.
//!
//! A spend cap is reserved before a call waits for its permit and for its turn, or stands still. So
//! what is paid for in one hour may be reserved in one before it, but not before its invocation
//! began: however many hours are taken together, what can have been reserved in them alone is within
//! their caps.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::verdict::{Kind, Verdict};
use crate::evidence::{Evidence, Limit};
use crate::provider::Ask;
use crate::time::Millis;

const MINUTE: Millis = 60 * 1_000;
const HOUR: Millis = 60 * MINUTE;

pub(super) fn judge(evidence: &Evidence, verdict: &mut Verdict) {
    for limit in &evidence.limits {
        if let Some(cap) = limit.cap {
            spent(evidence, limit, cap, verdict);
        }
        if let Some((hourly, burst)) = limit.rate {
            asked(evidence, limit, hourly, burst, verdict);
        }
    }
}

/// Of all runs of hours, the one with the most beyond its caps.
fn spent(evidence: &Evidence, limit: &Limit, cap: usize, verdict: &mut Verdict) {
    let asks = evidence.asks.iter().filter(|ask| ask.api == limit.api);
    let mut paid: Vec<Reserved> = asks.clone().map(|ask| reserved(evidence, ask)).collect();
    paid.sort_unstable_by_key(|reserved| (reserved.until, reserved.from));
    let firsts: BTreeSet<i64> = paid.iter().map(|reserved| reserved.from).collect();
    let runs = firsts.into_iter().filter_map(|first| fullest(&paid, first, cap));
    if let Some(run) = runs.max_by_key(|run| run.items - run.most) {
        let (items, most, api) = (run.items, run.most, limit.api);
        let what = format!("{items} items of {api} in hours {:?}, and {most} may be", run.hours);
        verdict.find(Kind::Excess, what);
    }
    let mut hours = BTreeMap::new();
    for ask in asks {
        *hours.entry(ask.at.div_euclid(HOUR)).or_insert(0_usize) += 1;
    }
    verdict.spent_hours += hours.values().filter(|items| **items * 10 >= cap * 9).count();
}

/// The hours of the clock in one of which something that is paid for was reserved.
#[derive(Clone, Copy, Debug)]
struct Reserved {
    from: i64,
    until: i64,
}

/// After its invocation began and before it was asked, whoever's clock said so.
fn reserved(evidence: &Evidence, ask: &Ask) -> Reserved {
    let began = evidence.invocations.get(&ask.invocation).map_or(ask.at, |found| found.began);
    let skew = evidence.whole.skew;
    Reserved {
        from: (began.min(ask.at) - skew).div_euclid(HOUR),
        until: (ask.at + skew).div_euclid(HOUR),
    }
}

/// Hours in which more was reserved than their caps allow.
struct Run {
    hours: RangeInclusive<i64>,
    items: usize,
    most: usize,
}

/// Of the runs from this hour on, the one with the most beyond its caps, if there is any. What is
/// paid for is sorted by the last hour in which it may have been reserved.
fn fullest(paid: &[Reserved], first: i64, cap: usize) -> Option<Run> {
    let ends = paid.iter().filter(|reserved| reserved.from >= first).map(|reserved| reserved.until);
    let runs = ends.zip(1..).map(|(last, items)| {
        let hours = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
        Run { hours: first..=last, items, most: hours.saturating_mul(cap) }
    });
    runs.filter(|run| run.items > run.most).max_by_key(|run| run.items - run.most)
}

/// In any hour, no more is asked for than the rate gives in that time and a quarter of it, and its
/// burst.
fn asked(evidence: &Evidence, limit: &Limit, hourly: usize, burst: usize, verdict: &mut Verdict) {
    let of_api = evidence.calls.iter().filter(|call| call.api == limit.api);
    let mut calls: Vec<_> = of_api.map(|call| (call.at, call.items)).collect();
    calls.sort_unstable();
    let most = hourly + hourly / 4 + burst;
    let (mut first, mut items) = (0, 0);
    for (at, more) in &calls {
        items += more;
        while calls[first].0 + HOUR <= *at {
            items -= calls[first].1;
            first += 1;
        }
        if items > most {
            let what = format!("{items} items of {} in the hour until {at}", limit.api);
            verdict.find(Kind::Excess, what);
            return;
        }
    }
}
