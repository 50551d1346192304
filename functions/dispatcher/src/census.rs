//! How many events wait in a lane, and why: counted now and then, up to a bound.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use ledger::{Gap, Missing, Unavailable, WaitingPages};

use crate::lane::{Gaps, LaneState};
use crate::measure::Waiting;

/// How long a count of many stands. A few are counted at each run.
const STANDS: Duration = Duration::from_mins(5);

/// Rows of one page, and pages of one count: a lane with more than 10,000 events says 10,000. All of
/// it is 3 MB of the index.
const PAGE: usize = 500;
const PAGES: usize = 20;

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// How many events wait, and why.
    pub waiting: Waiting,
    /// Whose numbers have been missing for too long, if any are.
    pub missing: Option<Missing>,
}

/// Whether what was counted last is too old, or cheap to count again.
pub(crate) fn is_due(state: &LaneState, now: Timestamp) -> bool {
    let counted = state.counts.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let stands_until = state.counted_at.saturating_add(STANDS).unwrap_or(Timestamp::MAX);
    usize::try_from(counted).is_ok_and(|counted| counted < PAGE) || now >= stands_until
}

/// Counts the events of a lane, the first in turn first.
pub(crate) async fn count<T: WaitingPages>(
    pages: &T,
    lane: &str,
    limits: &Gaps,
    now: Timestamp,
) -> Result<Counted, Unavailable> {
    let mut gaps = 0_u64;
    let mut missing: BTreeMap<String, Gap> = BTreeMap::new();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut oldest: Option<Timestamp> = None;
    let mut behind = None;
    for _ in 0..PAGES {
        let page = pages.page(lane, "", behind.as_ref(), PAGE).await?;
        let is_last = page.len() < PAGE;
        behind = page.last().map(|seen| seen.place.clone());
        for waiter in page.into_iter().filter_map(|seen| seen.waiter) {
            let count = counts.entry(waiter.cause.word().to_owned()).or_default();
            *count = count.saturating_add(1);
            if let Some(source) = limits.over(&waiter, now) {
                gaps = gaps.saturating_add(1);
                let gap = Gap::of(waiter.first_received);
                let known = missing.entry(source.to_owned()).or_insert(gap);
                *known = known.and(gap);
            }
            oldest = Some(oldest.map_or(waiter.parked_at, |oldest| oldest.min(waiter.parked_at)));
        }
        if is_last {
            break;
        }
    }
    let missing = (!missing.is_empty()).then_some(Missing { counted_at: now, gaps: missing });
    Ok(Counted { waiting: Waiting { counts, gaps, oldest }, missing })
}
