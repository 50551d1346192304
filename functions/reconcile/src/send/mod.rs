//! Sends what a page lists and nobody knows yet.
//!
//! In: the entries of a page. Out: how many the queue has, once it has all of them; else nothing
//! counts as sent. Ports: the ledger (read only), the bucket, the queue.

mod deliver;
mod letter;
mod outbox;
mod pack;

pub use deliver::{Delivered, Desk, Undelivered};
pub use letter::Letter;
pub use outbox::{NotSent, Outbox, SqsOutbox};
