//! Days of waiting in seconds: a fleet of consumers and the dispatcher, on a clock that jumps.
//!
//! The consumers and the dispatcher are the real ones. The tables and the queue are the doubles that
//! chaos has; nothing fails but the API, at the times at which it is told to.

mod api;
mod fleet;

use std::time::Duration;

use settings::ApiRate;

pub use fleet::{Drained, Sent};

/// What is played.
#[derive(Clone, Debug)]
pub struct Drain {
    /// What is sent, in the order of its times.
    pub events: Vec<Sent>,
    /// The API's rate, if it has one.
    pub rate: Option<ApiRate>,
    /// How long the API answers nothing, from the beginning on.
    pub outage: Duration,
    /// When it is over, whether or not everything is done.
    pub most: Duration,
}
