//! The dead-letter queue: what is in it and why, and what becomes of it.

mod export;
mod keys;
mod letter;
mod look;
mod message;
mod pack;
mod queue;
mod reasons;
mod redrive;
mod resend;
mod select;
mod taken;

pub(crate) use export::Export;
pub(crate) use letter::DeadLetter;
#[cfg(test)]
pub(crate) use letter::tests::dead;
pub(crate) use look::{Reason, by_reason, look, reason_lines};
pub(crate) use message::Head;
pub(crate) use queue::Queue;
pub(crate) use reasons::reasons;
pub(crate) use redrive::{RATE, Redrive, ended};
pub(crate) use select::Filter;
pub(crate) use taken::Taken;
