//! Load: the real programs, several at once, to saturation.
//!
//! Whatever is asserted of it is a count; times are only told.

mod backlog;
mod door;
mod shared_key;

pub use backlog::{Drained, drain};
pub use door::{Posted, Posts, post};
pub use shared_key::{Asked, RATE, ask};
