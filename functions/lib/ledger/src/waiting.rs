//! How the events that wait outside the queue are found.
//!
//! A waiting event has no message. Its row holds the message to send, where it waits and until
//! when. An index over the waiting rows alone tells the dispatcher what is due: rows that do not
//! wait have none of its keys, and cost nothing there.

use std::collections::BTreeSet;
use std::future::Future;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::row::Row;
use crate::unavailable::Unavailable;
use crate::wait::WaitCause;

/// The name of the index over the waiting rows: partition key `lane`, sort key `turn`.
pub const WAITING_INDEX: &str = "waiting";

/// A waiting row, as the index shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The event.
    pub event: String,
    /// The claim that parked it: the ticket of its message.
    pub token: String,
    /// Its place.
    pub turn: String,
    /// Whose it is.
    pub tenant: String,
    /// Why it waits.
    pub cause: WaitCause,
    /// When it is sent at the earliest.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due: Timestamp,
    /// Since when it waits.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub parked_at: Timestamp,
    /// When its event's first message was received: how long it has been on its way in all.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub first_received: Timestamp,
    /// How many items it will ask for.
    pub units: u32,
}

/// What became of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// The row waits no more.
    Yes,
    /// It did not wait under this token any more: its message was taken, or it was parked anew.
    No,
}

/// The ledger's table, as a dispatcher sees it. The index is read eventually consistent: a row may
/// show up late, or once too often, and both are harmless.
pub trait WaitingTable: Send + Sync {
    /// Every lane that an event ever waited in, read consistently. A lane stands here before its
    /// first event waits, and stays: so what waits for an API that is gone is found all the same.
    fn lanes(&self) -> impl Future<Output = Result<BTreeSet<String>, Unavailable>> + Send;

    /// The row of an event, read consistently. One that waits and does not say for what is an error.
    fn waiting(&self, event: &str)
    -> impl Future<Output = Result<Option<Row>, Unavailable>> + Send;

    /// Waiting → released, if the row still waits under this token. Nothing else of it changes but
    /// that what stands for the wait is gone, and that it expires at `expires_at`.
    fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> impl Future<Output = Result<Marked, Unavailable>> + Send;

    /// Brings a waiting row's due time forward, if it still waits under this token.
    fn wake(
        &self,
        event: &str,
        token: &str,
        due: Timestamp,
    ) -> impl Future<Output = Result<Marked, Unavailable>> + Send;
}
