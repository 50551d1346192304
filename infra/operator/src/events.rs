//! Events, as the ledger has them, and what became of each.

mod answers;
mod filter;
mod find;
mod listed;
mod log;
mod source;
mod story;
mod told;

pub(crate) use answers::answers;
pub(crate) use filter::{EventFilter, State};
pub(crate) use find::{find, of_item, of_name};
pub(crate) use listed::Listed;
pub(crate) use log::told;
pub(crate) use source::Source;
pub(crate) use story::Story;
pub(crate) use told::Told;
