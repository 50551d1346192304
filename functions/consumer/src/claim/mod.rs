//! Claim: a group of events comes in; claimed events go out, and for the others what becomes of
//! their messages.
//! Holds: the ledger.

mod win;

pub(crate) use win::{Claims, Ended};
