//! From a body to what it says: who sent what, which items, which version. Pure.
//!
//! The door asks [`Document::identify`] (what is needed to enqueue an event); the consumer asks
//! [`Document::work`] (what is to be done about it), and of what it then fetches
//! [`Document::hydrated`] or [`Document::results`]. A feed's answer is a [`FeedPage`]. What an
//! operator sends is a [`Product`], which no paths are needed for.

mod body;
mod digest;
mod digits;
mod document;
mod encoding;
mod event_id;
mod feed_page;
mod identity;
mod items;
mod json;
mod mark;
mod nodes;
mod object;
mod place;
mod product;
mod raw;
mod results;
mod sketch;
mod surrogates;
mod text;
mod time;
mod version;
mod work;
mod xml;

pub use body::Looks;
pub use digest::{Digest, sha256_hex};
pub use document::{Document, NotWellFormed};
pub use event_id::{EventId, EventIdError};
pub use feed_page::{FeedEntry, FeedPage, FeedPlace, NotAPage};
pub use identity::Identity;
pub use items::{Item, ItemError, Items, Unreadable};
pub use mark::content_mark;
pub use object::{ObjectRef, ReferenceError};
pub use place::Place;
pub use product::{NotProduct, OPERATORS_EVENT, Product};
pub use results::{ItemResult, Results};
pub use text::TextError;
pub use version::VersionError;
/// A version that stands in a body.
pub use versions::Given as Version;
pub use work::{Reading, Unmappable, Work, list};
pub use xml::XmlProblem;
