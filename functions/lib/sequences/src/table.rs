//! What is asked of the tables.

use std::future::Future;

use classifications::NotRecorded;
use jiff::Timestamp;
use thiserror::Error;

use crate::awaited::Awaited;
use crate::line::{Line, Step};
use crate::standing::Order;

/// The tables gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("sequences: {0}")]
pub struct Unavailable(pub String);

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

/// An event that waits.
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
    /// waiter for all of this, if the predecessor of none of these numbers is recorded: all or
    /// nothing. `awaited` is what [`awaited`](crate::awaited) gives.
    fn park(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        awaited: &[Awaited],
    ) -> impl Future<Output = Result<Parked, Unavailable>> + Send;

    /// Who waits for this, read consistently.
    fn waiters(
        &self,
        awaited: &Awaited,
    ) -> impl Future<Output = Result<Vec<Waiter>, Unavailable>> + Send;

    /// Brings a waiter's due time forward, if it still waits as it was named.
    fn wake(
        &self,
        waiter: &Waiter,
        due: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// These do not wait for this any more.
    fn forget(
        &self,
        awaited: &Awaited,
        waiters: &[Waiter],
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
