//! Many messages to a queue of SQS: what one request takes, and which of them the queue has.

mod pack;
mod queue;

pub use pack::{MAX_BYTES, MAX_ENTRIES, packs, size};
pub use queue::{NotSent, Outgoing, SqsBatches};
