//! What is counted. What an alarm watches has no dimensions, since an alarm cannot add up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::WaitCause;

/// One event that the queue has again, by why it waited.
pub(crate) fn dispatched(cause: WaitCause) {
    metrics::counter!("events_dispatched", "cause" => cause.word()).increment(1);
}

/// What waits in one lane, or in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// How many events, by the words of their causes.
    pub counts: BTreeMap<String, u64>,
    /// How many have waited too long for the number before their own.
    pub gaps: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

impl Waiting {
    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        for (cause, count) in other.counts {
            let sum = self.counts.entry(cause).or_default();
            *sum = sum.saturating_add(count);
        }
        self.gaps = self.gaps.saturating_add(other.gaps);
        self.oldest = [self.oldest, other.oldest].into_iter().flatten().min();
        self
    }

    /// How many wait for what only an operator can mend.
    fn for_operator(&self) -> u64 {
        let causes = [WaitCause::Credentials, WaitCause::Misconfigured];
        let counts = causes.iter().filter_map(|cause| self.counts.get(cause.word()));
        counts.fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn oldest_seconds(&self, now: Timestamp) -> f64 {
        self.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64().max(0.0))
    }
}

/// What waits at the end of a run. The three that alarms watch are told at each run, and are 0 where
/// nothing waits: so an alarm ends, and silence means that no dispatcher runs.
pub(crate) fn waiting(waiting: &Waiting, now: Timestamp) {
    for (cause, count) in &waiting.counts {
        let cause = cause.clone();
        metrics::histogram!("waiting_events", "cause" => cause).record(whole(*count));
    }
    metrics::histogram!("waiting_for_operator").record(whole(waiting.for_operator()));
    metrics::histogram!("sequence_gaps").record(whole(waiting.gaps));
    metrics::histogram!("oldest_waiting_seconds").record(waiting.oldest_seconds(now));
}

fn whole(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(counts: &[(&str, u64)], oldest: Option<i64>) -> Waiting {
        let counts = counts.iter().map(|(cause, count)| ((*cause).to_owned(), *count)).collect();
        let oldest = oldest.map(|second| Timestamp::from_second(second).expect("a time"));
        Waiting { counts, gaps: 0, oldest }
    }

    #[test]
    fn lanes_add_up_and_the_oldest_counts() {
        let both =
            waiting(&[("rate", 2)], Some(50)).and(waiting(&[("rate", 3), ("job", 1)], Some(40)));
        assert_eq!(both, waiting(&[("rate", 5), ("job", 1)], Some(40)));
        assert_eq!(
            waiting(&[], None).and(waiting(&[], Some(7))).oldest,
            waiting(&[], Some(7)).oldest
        );
    }

    #[test]
    fn an_operator_is_waited_for_by_what_only_one_can_mend() {
        let all =
            waiting(&[("credentials", 2), ("misconfigured", 3), ("down", 9), ("held", 4)], None);
        assert_eq!(all.for_operator(), 5);
        assert_eq!(waiting(&[], None).for_operator(), 0);
    }

    #[test]
    fn nothing_that_waits_is_no_age() {
        let now = Timestamp::from_second(100).expect("a time");
        assert!(waiting(&[], None).oldest_seconds(now).abs() < 1e-9);
        assert!((waiting(&[], Some(40)).oldest_seconds(now) - 60.0).abs() < 1e-9);
        assert!(waiting(&[], Some(200)).oldest_seconds(now).abs() < 1e-9, "a fast clock");
    }
}
