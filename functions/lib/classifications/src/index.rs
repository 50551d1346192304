//! Which state of a tenant's items was last answered for a content: so that equal content of
//! another item is not asked for again, where an API's settings allow it.

use std::future::Future;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::key::{ItemKey, Mark, StateKey};
use crate::table::Unavailable;

/// A content of one tenant. The mark tells the API, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentKey(String);

/// Where the answer to a content stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The item that was asked for.
    pub item: ItemKey,
    /// Its state.
    pub state: StateKey,
    /// When the provider gave the answer.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub answered_at: Timestamp,
    /// When it is too old to be carried, and may be forgotten.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub expires_at: Timestamp,
}

impl ContentKey {
    /// The key of a tenant's content. No source's name holds a colon, so no event has such a key.
    pub fn new(tenant: &str, mark: &Mark) -> Self {
        Self(format!("content:{tenant}#{mark}"))
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The index of contents.
pub trait ContentIndex: Send + Sync {
    /// Where this content was answered last, if that is known.
    fn find(
        &self,
        content: &ContentKey,
    ) -> impl Future<Output = Result<Option<Place>, Unavailable>> + Send;

    /// Remembers where this content was answered.
    fn put(
        &self,
        content: &ContentKey,
        place: &Place,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
