//! Open: a message comes in, an event goes out, or when its message comes back.
//! Bodies in the bucket are fetched here, one event at a time.
//! Holds: the bucket.

mod batch;
mod envelope;
mod stored;

pub(crate) use batch::Batch;
pub use envelope::{DEPLOYING, MustWait, Opened, Unfetched, Unopenable, open};
pub(crate) use stored::Stored;
