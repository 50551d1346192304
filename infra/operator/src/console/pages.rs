//! The pages, a file each: what is read for it, and how it is shown.

mod change;
mod dead;
mod event;
mod events;
mod items;
mod overview;
mod paused;
mod waiting;

pub(super) use change::{agreed, change, changes};
pub(super) use dead::{dead_letters, redrive};
pub(super) use event::event;
pub(super) use events::events;
pub(super) use items::items;
pub(super) use overview::overview;
pub(super) use paused::{pause, paused, resume};
pub(super) use waiting::{release, waiting};
