//! Settle: an event whose items have all ended comes in; its claim is ended, and what becomes of
//! its message goes out. What has to wait moves out of the queue.
//! Holds: the ledger, the bucket; and for hiding messages, the queue.

mod end;
mod hide;
mod inbox;
mod order;
mod wait;

pub(crate) use end::Settle;
pub(crate) use hide::Hide;
pub use inbox::{Inbox, NotHidden, SqsInbox, Wait};
