//! What the judge is shown.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::event::Event;
use crate::provider::Ask;

/// Everything that is left once the queue is drained.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was said.
    pub events: Vec<Event>,
    /// Every message that was ever sent, and where it is.
    pub messages: Vec<Message>,
    /// The rows of the answers' table, as they are stored.
    pub answers: Vec<Value>,
    /// The rows of the ledger's table, as they are stored.
    pub ledger: Vec<Value>,
    /// The provider's books.
    pub asks: Vec<Ask>,
    /// What the provider objects to.
    pub breaches: Vec<String>,
    /// The invocations that died.
    pub deaths: BTreeSet<u64>,
    /// How many invocations died with each event, by the event's place.
    pub abandoned: Vec<usize>,
}

/// A message in the queue, or beyond it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The place of its event.
    pub event: usize,
    /// Where it is.
    pub place: Place,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Acknowledged.
    Deleted,
    /// In the dead-letter queue.
    Dead,
    /// Still in the queue, though the queue should be drained.
    Waiting,
    /// Taken from the dead-letter queue, and sent anew as another message.
    Redriven,
}
