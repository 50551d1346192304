//! What an event waits for, and is woken by.

use std::collections::{BTreeMap, BTreeSet};

use crate::line::{Line, Step};

/// For how much an event is named as a waiter at most: a transaction has 100 writes, two for each
/// number. For further items its due time alone brings it back.
pub const MAX_AWAITED: usize = 40;

/// What an event waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Awaited {
    /// Until this number may be recorded: until the one before it is.
    Number(Step),
    /// The answers to this job, by the `X-Request-Id` it was submitted under.
    Job(String),
}

impl Awaited {
    /// The key of the row that names who waits for it. No source's name holds a colon, so no event
    /// has such a key.
    pub fn key(&self) -> String {
        match self {
            Self::Number(step) => step.waiters_key(),
            Self::Job(request_id) => format!("waiter:job:{request_id}"),
        }
    }
}

/// What an event is named for: of each line the least number, since a transaction writes no row
/// twice, and at most [`MAX_AWAITED`].
pub fn awaited(all: impl IntoIterator<Item = Awaited>) -> Vec<Awaited> {
    let mut least: BTreeMap<Line, Step> = BTreeMap::new();
    let mut jobs = BTreeSet::new();
    for one in all {
        match one {
            Awaited::Job(request_id) => {
                jobs.insert(request_id);
            }
            Awaited::Number(step) => {
                let kept = least.entry(step.line.clone()).or_insert_with(|| step.clone());
                if step.number < kept.number {
                    *kept = step;
                }
            }
        }
    }
    let jobs = jobs.into_iter().map(Awaited::Job);
    jobs.chain(least.into_values().map(Awaited::Number)).take(MAX_AWAITED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(item: &str, number: u64) -> Awaited {
        Awaited::Number(Step::new(Line::new("acme", "erp", item), number, 1))
    }

    #[test]
    fn of_each_item_the_least_number_is_waited_for_and_each_job_once() {
        let job = || Awaited::Job("job-1".to_owned());
        let all = [number("B", 4), job(), number("A", 9), number("A", 3), job(), number("B", 7)];
        assert_eq!(awaited(all), [job(), number("A", 3), number("B", 4)]);
    }

    #[test]
    fn no_more_are_named_than_a_transaction_writes() {
        let named = awaited((0..500).map(|item| number(&format!("I{item:03}"), 2)));
        assert!(named.len() * 2 < 100, "{} and the event's own row", named.len());
    }
}
