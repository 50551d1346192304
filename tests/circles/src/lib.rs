//! Which modules of a crate import which, read from its sources, and where that goes in a circle.
//!
//! A module uses another one if a path in it leads there, in a `use` or anywhere else. A name that
//! is passed on (`pub use`) counts as used where it is defined, as the compiler sees it. That a
//! module declares its children is no use of them. Tests inside a crate (`#[cfg(test)]`) do not
//! count: they are at home where they are.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod circle;
mod read;
mod resolve;
mod targets;
mod tree;

pub use circle::circles;
pub use resolve::{Use, uses};
pub use targets::{Target, targets};
pub use tree::{Mention, Module, Name, Tree};
