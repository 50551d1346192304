//! Which state of an item, by whoever numbers them.
//!
//! Settings say which kind a source has, mapping reads what a body gives, and the recorded answers
//! are kept by it: all three mean the same kinds and write them in the same words.

mod kind;
mod version;

pub use kind::VersionKind;
pub use version::{Given, Version};
