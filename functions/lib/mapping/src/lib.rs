//! From a body to what it says: who sent what, which items, which version. Pure.
//!
//! The door asks [`Document::identify`] (what is needed to enqueue an event); the consumer asks
//! [`Document::work`] (what is needed to classify its items).

mod digest;
mod document;
mod identity;
mod items;
mod sketch;
mod version;
mod work;
mod xml;

pub use digest::{Digest, sha256_hex};
pub use document::{Document, NotWellFormed};
pub use identity::{EventId, EventIdError, Identity};
pub use items::{Item, ItemError};
pub use version::{Version, VersionError};
pub use work::{Unmappable, Work};
