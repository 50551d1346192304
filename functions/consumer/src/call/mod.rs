//! Call: a pack of questions comes in, answers go out, or why there are none; the same for what
//! became of an earlier call.
//! Holds: the API, its budget, what may be spent, its key.

mod cache;
mod make;
mod spend;

pub(crate) use cache::AnswerCache;
pub(crate) use make::{Calls, item_of, named};
pub(crate) use spend::{Affordable, shares};
