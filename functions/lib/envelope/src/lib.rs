//! What the queue carries: sealed from a verified delivery, opened by the consumer.
//!
//! A [`webhook::Verified`] delivery is [`read`], and what was read is [sealed](Read::seal): each
//! step spends the one before. The other ways are an entry of a source's own feed, which was asked
//! for by key ([`Polled`]), and what an operator sends ([`ByOperator`]): their envelopes say so.
//! Nothing else makes a [`Sealed`], so that what is neither verified nor asked for cannot be
//! enqueued by the door. A body too long for the queue is [`Unstored`] until the store has it.

mod body;
mod by_operator;
mod envelope;
mod open;
mod polled;
mod read;
mod seal;
mod sent_by;
mod trace;
mod unpack;

pub use body::{Body, StoredBody};
pub use by_operator::{ByOperator, NotSendable};
pub use envelope::{Envelope, VERSION};
pub use open::{Unopened, open};
pub use polled::Polled;
pub use read::{Read, Unread, read};
pub use seal::{MAX_MESSAGE_BYTES, Receipt, Sealed, Sealing, Unstored, stored_key, unstored};
pub use sent_by::SentBy;
pub use trace::{Trace, TraceContext};
