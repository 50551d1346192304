//! What is asked of the tables.

use std::collections::BTreeMap;
use std::future::Future;

use classifications::NotRecorded;
use jiff::Timestamp;
use thiserror::Error;

use crate::line::{Line, Step};
use crate::standing::Order;

/// The tables gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("sequences: {0}")]
pub struct Unavailable(pub String);

/// For how many items an event is named as a waiter at most: a transaction has 100 writes, two for
/// each item. For further items its due time alone brings it back.
pub const MAX_BEHIND: usize = 40;

/// What came of recording a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The answer stands, and its number is the last.
    New,
    /// A good answer to the same state was there before, and stays; its number is the last.
    Kept,
    /// A later number stands, or this one was skipped: nothing was written.
    Past,
    /// Its predecessor is not recorded: nothing was written.
    Early,
}

/// What came of moving an event out of the queue until its predecessors are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parked {
    /// Its row waits, and it is named as a waiter.
    Yes,
    /// The row is not the claim's any more: this is what stands there.
    No(Option<Box<ledger::Row>>),
    /// A predecessor is there meanwhile: nothing was written.
    Open,
}

/// An event that waits for a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Waiter {
    /// The event's key.
    pub event: String,
    /// The claim that parked it.
    pub token: String,
}

/// The order rows, and those that name who waits.
pub trait OrderTable: Send + Sync {
    /// Which number of a line stands, read consistently.
    fn read(&self, line: &Line) -> impl Future<Output = Result<Order, Unavailable>> + Send;

    /// Writes the answer row of a step, if there is none or a failure, and makes its number the
    /// last, if its predecessor is recorded and no later number is: both or neither.
    fn record(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> impl Future<Output = Result<Applied, NotRecorded>> + Send;

    /// Makes a step's number the last on the same conditions; its answer stands elsewhere. Never
    /// says [`Applied::Kept`].
    fn advance(&self, step: &Step) -> impl Future<Output = Result<Applied, Unavailable>> + Send;

    /// Writes `row`, which waits, in place of `was`, if the key still holds that, and names it as a
    /// waiter of each of these steps, if the predecessor of none of them is recorded: all or
    /// nothing. `behind` is what [`behind`] gives.
    fn park(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        behind: &[Step],
    ) -> impl Future<Output = Result<Parked, Unavailable>> + Send;

    /// Who waits until this number may be recorded, read consistently.
    fn waiters(&self, step: &Step)
    -> impl Future<Output = Result<Vec<Waiter>, Unavailable>> + Send;

    /// Brings a waiter's due time forward, if it still waits as it was named.
    fn wake(
        &self,
        waiter: &Waiter,
        due: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// These do not wait for this number any more.
    fn forget(
        &self,
        step: &Step,
        waiters: &[Waiter],
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}

/// The steps that an event is named for: of each line the least one, since a transaction writes no
/// row twice, and at most [`MAX_BEHIND`].
pub fn behind(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let mut least: BTreeMap<Line, Step> = BTreeMap::new();
    for step in steps {
        let kept = least.entry(step.line.clone()).or_insert_with(|| step.clone());
        if step.number < kept.number {
            *kept = step;
        }
    }
    least.into_values().take(MAX_BEHIND).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(item: &str, number: u64) -> Step {
        Step::new(Line::new("acme", "erp", item), number, 1)
    }

    #[test]
    fn of_each_item_the_least_number_is_waited_for() {
        let steps = behind([step("B", 4), step("A", 9), step("A", 3), step("B", 7)]);
        assert_eq!(steps, [step("A", 3), step("B", 4)]);
    }

    #[test]
    fn no_more_are_named_than_a_transaction_writes() {
        let many = (0..500).map(|item| step(&format!("I{item:03}"), 2));
        let named = behind(many);
        assert!(named.len() * 2 < 100, "{} and the event's own row", named.len());
    }
}
