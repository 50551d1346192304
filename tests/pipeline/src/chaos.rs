//! Runs from one seed: many events, each delivered three times, to several consumers at once, while everything
//! beyond them fails by chance and they themselves die. The APIs have a rate and spend caps, one is
//! down for hours, and an operator holds and lets go; what waits meanwhile is sent again by
//! dispatchers that die, too.
//!
//! The consumers and dispatchers are the real ones; the tables, the queue, the API and the clock are doubles, so
//! that a run of days takes seconds. One seed drives everything that happens by chance, and a run
//! with the same seed makes the same calls in the same order: its trace tells. What must be on
//! record is the oracle's to say, which shares no code with the system.
//!
//! A run is of one of two shares. [Chaos](oracle::Share::Chaos) begins with what a door has sealed.
//! [The whole system](oracle::Share::Whole) has senders that sign and post until they are heard, the
//! door, reconcile with a feed that lists what no webhook brought, strict order, jobs, clocks that
//! differ, rotations, an upgrade, outages of days, and invocations that outlive their claims.

mod api;
mod consumers;
mod desk;
mod dispatchers;
mod door;
mod environment;
mod feed;
mod fleet;
mod later;
mod limits;
mod messages;
mod objects;
mod operator;
mod outside;
mod planted;
mod play;
mod posts;
mod queue;
mod reconciles;
mod releases;
mod run;
mod sender;
mod shrink;
mod spells;
mod time;
mod trouble;
mod vault;

pub use api::ChaosApi;
pub use planted::Bug;
pub use run::{Outcome, Run};
pub use shrink::shrink;
pub use trouble::{Trouble, Without};

pub(crate) use messages::Messages;
pub(crate) use queue::Queue;
pub(crate) use sender::Sender;
pub(crate) use time::Time;
