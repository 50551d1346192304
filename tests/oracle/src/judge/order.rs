//! In strict order, a number is recorded once the one before it is.

use std::collections::BTreeMap;

use super::verdict::{Kind, Verdict};
use crate::evidence::Evidence;

pub(super) fn judge(evidence: &Evidence, verdict: &mut Verdict) {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for number in &evidence.whole.numbers {
        let before = last.entry(&number.line).or_default();
        if number.number != *before + 1 {
            verdict.find(Kind::Double, format!("{number:?} was recorded after {before}"));
        }
        *before = number.number;
    }
}
