//! The dead-letter queue: looked at without changing it, and each message's reason.

mod keys;
mod letter;
mod queue;
mod reasons;

pub(crate) use letter::DeadLetter;
pub(crate) use queue::Queue;
pub(crate) use reasons::reasons;
