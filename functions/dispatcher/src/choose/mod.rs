//! Which waiting events are sent: in turn among tenants, priority by priority.
//!
//! In: a lane, how many items, what may be sent of it. Out: [`Chosen`] events, in their order.
//! Port: the pages of the index, which are read and not changed.

mod judge;
mod passed;
mod ring;
mod rounds;
mod share;

pub use judge::{Judge, Mode};
pub use passed::Passed;
pub use rounds::{Ask, Chosen, choose};
