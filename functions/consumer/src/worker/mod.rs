//! The worker: a batch of messages comes in, the ids of those that stay in the queue go out.
//! It composes the stages, and alone knows them all; events are worked on group by group.
//! Holds: every stage.

mod ask;
mod batch;
mod consumer;
mod earlier;
mod group;
mod job;
mod order;

pub use consumer::{Consumer, Links};
