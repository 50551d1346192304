//! When a feed is read again from before a gap, and from where. Pure.

use std::time::Duration;

use jiff::Timestamp;
use ledger::Gap;
use serde::{Deserialize, Serialize};

use crate::position::{Position, after, before};

/// What is on record of the searches for the numbers that a source lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Search {
    /// The newest gap that the feed was searched for.
    newest: Timestamp,
    /// How often the feed was searched for the oldest of them.
    times: u32,
    /// When it is searched again, if a gap is still there.
    again_at: Timestamp,
    /// Where it goes on, while it is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Position>,
}

impl Search {
    /// The same, to go on here; over where that is nowhere.
    pub fn at(self, head: Option<Position>) -> Self {
        Self { head, ..self }
    }
}

/// From how long before its waiting event the feed is read first, and then at most.
const FIRST_BACK: Duration = Duration::from_hours(1);
const MOST_BACK: Duration = Duration::from_hours(45 * 24);

/// How long it is until the second search, and then at most.
const FIRST_WAIT: Duration = Duration::from_mins(5);
const MOST_WAIT: Duration = Duration::from_hours(24);

/// How much further back, and how much later, each search is than the one before.
const GROWS: u32 = 4;

/// A search that is due: what will be on record of it, and from what time on the feed is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub search: Search,
    pub since: Timestamp,
}

/// The next search, if one is due for these gaps. A gap that is new is searched for at once; the
/// others at growing intervals, from further back each time.
pub(crate) fn due(was: Option<&Search>, gap: Gap, now: Timestamp) -> Option<Due> {
    match was {
        Some(was) if gap.oldest <= was.newest => {
            if gap.newest > was.newest {
                let since = gap.oldest.max(was.newest);
                let search = Search { newest: gap.newest, ..was.clone() };
                return Some(Due { search, since: before(since, FIRST_BACK) });
            }
            (now >= was.again_at).then(|| again(gap, was.newest, was.times, now))
        }
        Some(_) | None => Some(again(gap, gap.newest, 0, now)),
    }
}

fn again(gap: Gap, newest: Timestamp, times: u32, now: Timestamp) -> Due {
    let grown = GROWS.saturating_pow(times);
    let wait = FIRST_WAIT.saturating_mul(grown).min(MOST_WAIT);
    let back = FIRST_BACK.saturating_mul(grown).min(MOST_BACK);
    let times = times.saturating_add(1);
    let search = Search { newest, times, again_at: after(now, wait), head: None };
    Due { search, since: before(gap.oldest, back) }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn gap(oldest: i64, newest: i64) -> Gap {
        Gap { oldest: at(oldest), newest: at(newest) }
    }

    /// When searches begin in so many minutes, and how many minutes back from the oldest gap.
    fn searches(gap: Gap, minutes: i64) -> Vec<(i64, i64)> {
        let mut was = None;
        let mut all = Vec::new();
        for minute in 0..minutes {
            if let Some(Due { search, since }) = due(was.as_ref(), gap, at(minute)) {
                all.push((minute, gap.oldest.duration_since(since).as_mins()));
                was = Some(search);
            }
        }
        all
    }

    #[test]
    fn a_gap_that_stays_is_searched_for_ever_more_rarely_and_from_further_back() {
        let expected = [(0, 60), (5, 240), (25, 960), (105, 3_840), (425, 15_360), (1_705, 61_440)];
        assert_eq!(searches(gap(-30, -30), 3_000), expected);
        let later = searches(gap(-30, -30), 10_000);
        assert_eq!(
            &later[6..],
            [(3_145, 64_800), (4_585, 64_800), (6_025, 64_800), (7_465, 64_800), (8_905, 64_800)]
        );
    }

    #[test]
    fn a_new_gap_is_searched_for_at_once_and_does_not_put_off_the_others() {
        let first = due(None, gap(-90, -90), at(0)).expect("due").search;
        assert_eq!(due(Some(&first), gap(-90, -90), at(1)), None);
        let second = due(Some(&first), gap(-90, -30), at(1)).expect("a new one");
        assert_eq!(second.since, at(-90 - 60), "those after the newest that was known");
        assert_eq!((second.search.times, second.search.again_at), (1, at(5)));
        assert_eq!(due(Some(&second.search), gap(-90, -30), at(2)), None);
    }

    #[test]
    fn a_gap_that_is_mended_leaves_the_intervals_of_the_others() {
        let mut was = due(None, gap(-90, -30), at(0)).expect("due").search;
        was = due(Some(&was), gap(-90, -30), at(5)).expect("again").search;
        assert_eq!(due(Some(&was), gap(-30, -30), at(6)), None, "it was searched for, too");
        assert!(due(Some(&was), gap(-30, -30), at(25)).is_some());
    }

    #[test]
    fn gaps_that_come_when_all_others_are_mended_begin_anew() {
        let mut was = due(None, gap(-90, -30), at(0)).expect("due").search;
        was = due(Some(&was), gap(-90, -30), at(5)).expect("again").search;
        let new = due(Some(&was), gap(-5, -5), at(30)).expect("due");
        assert_eq!((new.search.times, new.since), (1, at(-65)));
    }

    #[test]
    fn no_number_of_searches_overflows() {
        let was = Search { newest: at(0), times: u32::MAX, again_at: at(0), head: None };
        assert!(due(Some(&was), gap(0, 0), at(1)).is_some_and(|due| due.since == at(-64_800)));
    }
}
