//! Plan: events come in, groups of events that share calls go out; a group's open items come in,
//! its calls go out, and the halves of a call that was refused.
//! Pure: holds nothing.

mod group;
mod pack;
mod splits;
mod waves;

pub use group::{Group, Plan, plan};
pub use pack::Pack;
pub(crate) use pack::packs;
pub(crate) use splits::Splits;
