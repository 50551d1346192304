//! An API that is down, or that asked for a pause, is left alone by everybody.

use super::verdict::{Kind, Verdict};
use crate::evidence::Evidence;
use crate::provider::Spell;
use crate::time::Millis;

const MINUTE: Millis = 60 * 1_000;

/// How many calls an outage costs before it is known, with those that were under way.
const BEGINNING: i64 = 60;

/// How long after a pause was asked for calls may still be made: a call that has its permit waits
/// for its turn.
const TURN: Millis = 16 * MINUTE;

pub(super) fn judge(evidence: &Evidence, verdict: &mut Verdict) {
    for outage in &evidence.whole.outages {
        down(evidence, outage, verdict);
    }
    for pause in &evidence.whole.pauses {
        let until = pause.until - evidence.whole.skew - MINUTE;
        let calls = calls(evidence, &pause.api, pause.from + TURN, until);
        if calls > 0 {
            verdict.find(Kind::Excess, format!("{calls} calls in {pause:?}"));
        }
    }
}

/// A probe a minute, and what it took to see it. Clocks that differ make minutes shorter.
fn down(evidence: &Evidence, outage: &Spell, verdict: &mut Verdict) {
    let minutes = (outage.until - outage.from) / MINUTE;
    let calls = calls(evidence, outage.api, outage.from, outage.until);
    if calls > BEGINNING + minutes + minutes / 2 {
        verdict.find(Kind::Excess, format!("{calls} calls in {minutes} minutes: {outage:?}"));
    }
}

fn calls(evidence: &Evidence, api: &str, from: Millis, until: Millis) -> i64 {
    let calls = evidence.calls.iter();
    let calls = calls.filter(|call| call.api == api && (from..until).contains(&call.at));
    i64::try_from(calls.count()).unwrap_or(i64::MAX)
}
