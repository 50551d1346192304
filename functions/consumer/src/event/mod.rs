//! What an event is on its way through a batch. Pure types and rules, below every stage: they know
//! the words of the tables and of the API, and reach no network.

mod backoff;
mod cause;
mod claimed;
mod company;
mod disposition;
mod ends;
#[expect(clippy::module_inception, reason = "the event itself is the heart of this room")]
mod event;
mod finding;
mod job;
mod log;
mod message;
mod row;
#[cfg(test)]
pub(crate) mod sample;
mod state;

pub use backoff::MAX_RECEIVES;
pub(crate) use backoff::{of_hold, of_try};
pub(crate) use cause::{Cause, Refusal};
pub use claimed::ItemRef;
pub(crate) use claimed::{Claimed, ItemState, Open, find};
pub use company::{Company, Size};
pub use disposition::{Disposal, Disposition};
pub(crate) use ends::{ItemEnd, Outcome, Setback, outcome, unconfirmed};
pub use event::{Event, InOrder, Origin, Task};
pub(crate) use finding::findings;
pub use finding::{Finding, NotRead};
pub(crate) use job::{POLL, attempt_of, is_job, job_id, taken, until_next_poll};
pub(crate) use log::Why;
pub use message::{MAX_HIDE, Message, Record};
pub(crate) use row::{Asked, Provenance, Subject, cut, row};
pub(crate) use state::{mark, state, version};
