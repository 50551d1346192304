//! What happened in the last hour, day or week, as the tables have it: counted and drawn.

mod axis;
mod count;
mod draw;
mod read;
mod span;

pub(super) use count::Counted;
pub(super) use draw::charts;
pub(super) use read::{MOST, read};
pub(super) use span::Span;
