//! Asks for one page: with the feed's key, the fleet's permit, and a timeout.
//!
//! In: where the feed is asked to go on. Out: a page, or why there is none. Ports: the feed, its
//! budget, its key.

mod get;
mod http;
mod page;

pub use get::{Ask, Feeds};
pub use http::{HttpFeeds, MAX_PAGE_BYTES};
pub use page::{NoPage, Pages};
