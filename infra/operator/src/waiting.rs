//! The events that wait outside the queue.

mod find;
mod release;
mod select;
mod shown;

pub(crate) use find::{Found, find};
pub(crate) use release::Release;
pub(crate) use select::WaitingFilter;
pub(crate) use shown::ShownWaiter;
#[cfg(test)]
pub(crate) use shown::tests::waiter;
