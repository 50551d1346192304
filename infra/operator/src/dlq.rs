//! The dead-letter queue: what is in it and why, and what becomes of it.

mod export;
mod keys;
mod letter;
mod message;
mod pack;
mod queue;
mod reasons;
mod resend;
mod select;
mod taken;

pub(crate) use export::Export;
pub(crate) use letter::DeadLetter;
pub(crate) use queue::Queue;
pub(crate) use reasons::reasons;
pub(crate) use resend::Resend;
pub(crate) use select::Filter;
pub(crate) use taken::Taken;
