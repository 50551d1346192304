//! What must be on record after chaos, worked out without a line of the system's code.
//!
//! [`events`] makes up what senders say, and knows what must become of it. A [`Provider`] answers
//! as the classification API does, misbehaves by chance, and keeps the books of what it was paid
//! for. [`judge`] reads the tables' final rows, the queues and those books, and tells what was
//! lost, doubled, or paid for twice.
#![allow(
    clippy::indexing_slicing,
    reason = "places are those of the lists they come from, and a test may fail"
)]

mod content;
mod deal;
mod event;
mod evidence;
mod fault;
mod judge;
mod ledgers;
mod provider;
mod rows;

pub use content::Content;
pub use deal::events;
pub use event::{End, Event, Fate, Item, Version};
pub use evidence::{Evidence, Message, Place};
pub use judge::{Kind, Verdict, judge};
pub use provider::{Ask, LookedUp, Provider, Reply, Request};
