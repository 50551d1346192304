//! What the tables' rows come to, part by part. Pure.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::console::charts::span::{Parts, Span};

/// An answer, as far as it is counted. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// When the door had the event.
    pub received_at: i64,
    /// When the API gave the answer.
    pub answered_at: i64,
    /// When it was recorded.
    pub recorded_at: i64,
    /// The call that brought it, where that is known.
    pub call: Option<String>,
    /// Whether it was carried from another state, for which nobody was asked again.
    pub is_carried: bool,
}

/// Counts by the part of a time.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// The parts.
    pub parts: Parts,
    /// When it was read.
    pub at: Timestamp,
    /// Whether there are rows that were not read.
    pub is_cut: bool,
    /// Events, by the time at which their first message was received.
    pub arrivals: Vec<u64>,
    /// Answers, by the time at which they were recorded.
    pub recorded: Vec<u64>,
    /// Calls that brought an answer, by its time.
    pub calls: Vec<u64>,
    /// Items that were asked about, by the time of the answer.
    pub paid: Vec<u64>,
    /// The same since midnight, UTC.
    pub paid_today: u64,
    /// From received to recorded, in milliseconds: half of the answers took at most so long.
    pub median: Vec<Option<i64>>,
    /// The same of 95 in 100.
    pub slowest: Vec<Option<i64>>,
}

/// Counts, while rows are read.
#[derive(Debug)]
pub(super) struct Counting {
    counted: Counted,
    midnight: i64,
    seen: Vec<BTreeSet<String>>,
    took: Vec<Vec<i64>>,
}

impl Counting {
    /// Nothing yet.
    pub fn of(span: Span, now: Timestamp) -> Self {
        let (parts, many) = (span.until(now), span.parts());
        let none = || vec![0; many];
        let counted = Counted {
            parts,
            at: now,
            is_cut: false,
            arrivals: none(),
            recorded: none(),
            calls: none(),
            paid: none(),
            paid_today: 0,
            median: Vec::new(),
            slowest: Vec::new(),
        };
        let (seen, took) = (vec![BTreeSet::new(); many], vec![Vec::new(); many]);
        Self { counted, midnight: midnight(now), seen, took }
    }

    /// The earliest time that counts.
    pub fn since(&self) -> Timestamp {
        let midnight = Timestamp::from_millisecond(self.midnight).unwrap_or(Timestamp::MIN);
        self.counted.parts.from().min(midnight)
    }

    /// The earliest arrival that counts.
    pub fn arrivals_since(&self) -> Timestamp {
        self.counted.parts.from()
    }

    /// An event whose first message was received then.
    pub fn arrived(&mut self, at: i64) {
        let place = self.counted.parts.place(at);
        add(&mut self.counted.arrivals, place);
    }

    /// An answer.
    pub fn recorded(&mut self, answer: Entry) {
        let place = self.counted.parts.place(answer.recorded_at);
        add(&mut self.counted.recorded, place);
        if let Some(took) = place.and_then(|place| self.took.get_mut(place)) {
            took.push(answer.recorded_at.saturating_sub(answer.received_at).max(0));
        }
        if !answer.is_carried {
            self.paid(answer);
        }
    }

    /// Somebody left off reading.
    pub fn cut(&mut self) {
        self.counted.is_cut = true;
    }

    /// All that was read.
    pub fn end(mut self) -> Counted {
        for took in &mut self.took {
            took.sort_unstable();
        }
        let of = |share: usize| self.took.iter().map(move |took| at_share(took, share)).collect();
        (self.counted.median, self.counted.slowest) = (of(50), of(95));
        let many = |calls: &BTreeSet<String>| u64::try_from(calls.len()).unwrap_or(u64::MAX);
        self.counted.calls = self.seen.iter().map(many).collect();
        self.counted
    }

    fn paid(&mut self, answer: Entry) {
        let place = self.counted.parts.place(answer.answered_at);
        add(&mut self.counted.paid, place);
        if answer.answered_at >= self.midnight {
            self.counted.paid_today = self.counted.paid_today.saturating_add(1);
        }
        if let Some(seen) = place.and_then(|place| self.seen.get_mut(place)) {
            seen.extend(answer.call);
        }
    }
}

impl Counted {
    /// All of a count together.
    pub fn sum(counts: &[u64]) -> u64 {
        counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

fn add(counts: &mut [u64], place: Option<usize>) {
    if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
        *count = count.saturating_add(1);
    }
}

/// The smallest of these sorted numbers that so many in a hundred do not exceed.
fn at_share(sorted: &[i64], share: usize) -> Option<i64> {
    let rank = sorted.len().saturating_mul(share).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

fn midnight(now: Timestamp) -> i64 {
    const DAY: i64 = 86_400_000;
    now.as_millisecond().div_euclid(DAY).saturating_mul(DAY)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Half past ten, and what was counted until then.
    pub(in crate::console::charts) fn counted() -> Counted {
        let now: Timestamp = "2026-11-26T10:30:30Z".parse().expect("a time");
        let at = |minutes: i64| now.as_millisecond() - minutes * 60_000;
        let mut counting = Counting::of(Span::Hour, now);
        for minutes in [0, 0, 59, 60, 90] {
            counting.arrived(at(minutes));
        }
        let answer = |minutes, took, call: &str| Entry {
            received_at: at(minutes) - took,
            answered_at: at(minutes),
            recorded_at: at(minutes),
            call: Some(call.to_owned()),
            is_carried: false,
        };
        for took in 1..=20 {
            counting.recorded(answer(5, took * 1_000, if took > 10 { "a" } else { "b" }));
        }
        counting.recorded(Entry { is_carried: true, ..answer(5, 500, "old") });
        counting.recorded(answer(120, 1_000, "c"));
        counting.recorded(answer(11 * 60, 1_000, "d"));
        counting.end()
    }

    #[test]
    fn rows_are_counted_by_the_minute_and_none_that_is_older() {
        let counted = counted();
        assert_eq!((counted.arrivals[59], counted.arrivals[0]), (2, 1));
        assert_eq!(Counted::sum(&counted.arrivals), 3);
        assert_eq!((counted.recorded[54], Counted::sum(&counted.recorded)), (21, 21));
    }

    #[test]
    fn what_was_carried_is_no_call_and_costs_nothing() {
        let counted = counted();
        assert_eq!((counted.calls[54], counted.paid[54]), (2, 20));
        assert_eq!(counted.paid_today, 21, "with the answer two hours ago, without yesterday's");
    }

    #[test]
    fn half_of_the_answers_took_at_most_the_median() {
        let counted = counted();
        assert_eq!((counted.median[54], counted.slowest[54]), (Some(10_000), Some(19_000)));
        assert_eq!(counted.median[53], None);
        assert_eq!(
            (at_share(&[7], 50), at_share(&[7], 95), at_share(&[], 95)),
            (Some(7), Some(7), None)
        );
        let hundred: Vec<i64> = (1..=100).collect();
        assert_eq!((at_share(&hundred, 50), at_share(&hundred, 95)), (Some(50), Some(95)));
    }

    #[test]
    fn answers_are_read_since_midnight_where_that_is_earlier() {
        let at = |now: &str| Counting::of(Span::Hour, now.parse().expect("a time")).since();
        assert_eq!(at("2026-11-26T10:30:30Z").to_string(), "2026-11-26T00:00:00Z");
        assert_eq!(at("2026-11-26T00:10:30Z").to_string(), "2026-11-25T23:11:00Z");
    }
}
