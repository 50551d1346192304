//! The events that wait outside the queue.

mod find;
mod select;
mod shown;

pub(crate) use find::find;
pub(crate) use select::WaitingFilter;
pub(crate) use shown::ShownWaiter;
