//! No rate and no spend cap is passed, whoever asks.
//!
//! A spend cap is reserved before a call waits for its permit and for its turn, so that what is paid
//! for in the first minutes of an hour may belong to the hour before; a call that has its permit
//! waits for its turn, too. Those minutes are what this rule leaves open.

use std::collections::BTreeMap;

use super::verdict::{Kind, Verdict};
use crate::evidence::{Evidence, Limit};
use crate::time::Millis;

const MINUTE: Millis = 60 * 1_000;
const HOUR: Millis = 60 * MINUTE;

/// How long a call waits at most once its items are reserved, or it has its permit.
const TURN: Millis = 15 * MINUTE;

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

/// In each hour of the clock, what is paid for after its first minutes is within the cap; and all
/// hours together are.
fn spent(evidence: &Evidence, limit: &Limit, cap: usize, verdict: &mut Verdict) {
    let paid = evidence.asks.iter().filter(|ask| ask.api == limit.api).map(|ask| ask.at);
    let (mut hours, mut late) = (BTreeMap::new(), BTreeMap::new());
    for at in paid {
        let hour = at.div_euclid(HOUR);
        *hours.entry(hour).or_insert(0_usize) += 1;
        *late.entry(hour).or_insert(0_usize) += usize::from(is_of_hour(at, evidence.whole.skew));
    }
    for (hour, items) in late.into_iter().filter(|(_, items)| *items > cap) {
        let what = format!("{items} items of {} in hour {hour}, and {cap} may be", limit.api);
        verdict.find(Kind::Excess, what);
    }
    let all: usize = hours.values().sum();
    if all > cap * hours.len() {
        let what = format!("{all} items of {} in {} hours of {cap}", limit.api, hours.len());
        verdict.find(Kind::Excess, what);
    }
    verdict.spent_hours += hours.values().filter(|items| **items * 10 >= cap * 9).count();
}

/// Whether what is paid for now was reserved in this hour, whoever's clock said so.
fn is_of_hour(at: Millis, skew: Millis) -> bool {
    (TURN..HOUR - skew).contains(&at.rem_euclid(HOUR))
}

/// In any hour, no more is asked for than the rate gives in that time, a turn's wait, and its burst.
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
