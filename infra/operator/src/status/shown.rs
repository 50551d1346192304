//! What the screen shows.

use jiff::Timestamp;
use serde::Serialize;

use crate::hold::ShownHold;
use crate::spend::Spent;
use crate::status::api::ShownApi;
use crate::status::groups::Group;
use crate::status::rates::Rates;

/// What is going on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    /// When it was looked.
    pub at: Timestamp,
    /// The queue.
    pub queue: Counts,
    /// Messages in the dead-letter queue.
    pub dead_letters: u64,
    /// What was counted in the last minutes; nothing where the log cannot be read.
    pub rates: Option<Rates>,
    /// What waits outside the queue, by cause and API.
    pub waiting: Vec<Group>,
    /// Whether more waits than was counted.
    pub waiting_is_cut: bool,
    /// Each API, and each store of objects that something ever waited for.
    pub apis: Vec<ShownApi>,
    /// What operators have stopped.
    pub holds: Vec<ShownHold>,
    /// Each spend cap, and how far it is used.
    pub spend: Vec<Spent>,
    /// What could not be read, and what to do about it.
    pub notes: Vec<String>,
}

/// How many messages a queue has, as SQS says it: within a minute or so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// To be received.
    pub visible: u64,
    /// With a consumer, or hidden until they are tried again.
    pub in_flight: u64,
    /// Not to be received yet.
    pub delayed: u64,
}
