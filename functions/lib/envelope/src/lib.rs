//! What the queue carries: sealed from a verified delivery, opened by the consumer.
//!
//! A [`webhook::Verified`] delivery is [`read`], and what was read is [sealed](Read::seal): each
//! step spends the one before. The other way is an entry of a source's own feed, which was asked
//! for by key: it is [`Polled`], and its envelope says so. Nothing else makes a [`Sealed`], so that
//! what is neither verified nor asked for cannot be enqueued. A body too long for the queue is
//! [`Unstored`] until the store has it.

mod body;
mod envelope;
mod open;
mod polled;
mod read;
mod seal;
mod trace;
mod unpack;

pub use body::{Body, StoredBody};
pub use envelope::{Envelope, VERSION};
pub use open::{Unopened, open};
pub use polled::Polled;
pub use read::{Read, Unread, read};
pub use seal::{MAX_MESSAGE_BYTES, Receipt, Sealed, Sealing, Unstored, stored_key, unstored};
pub use trace::{Trace, TraceContext};
