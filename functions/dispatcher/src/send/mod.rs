//! Sends chosen events: reads each row, sends its message, then marks it.
//!
//! In: the chosen events. Out: how many the queue has, and the tickets of those. Ports: the ledger's
//! waiting rows, the queue.

mod deliver;
mod letter;
mod outbox;
mod pack;

pub use deliver::deliver;
pub use letter::Letter;
pub use outbox::{NotSent, Outbox, SqsOutbox};
