//! The writes that keep a cap.

use std::future::Future;

use jiff::Timestamp;

use crate::table::Unavailable;

/// How many writes are under way at once for one call.
pub(super) const AT_ONCE: usize = 16;

/// The row that counts what was reserved in one period under one cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendRow {
    /// Its key, which no event and no budget has.
    pub key: String,
    /// When it may be forgotten.
    pub expires_at: Timestamp,
}

/// What a reservation came to. Each says how many items count as spent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// They are reserved, and counted here.
    Yes(u32),
    /// They would pass the cap, and nothing was written.
    No(u32),
}

/// Where reservations are counted.
pub trait SpendTable: Send + Sync {
    /// Adds `items` to what the row counts, if the sum is no more than `cap`. Where the answer is
    /// lost they may be counted, once or more: never less than what the caller holds.
    fn reserve(
        &self,
        row: &SpendRow,
        items: u32,
        cap: u32,
    ) -> impl Future<Output = Result<Reserved, Unavailable>> + Send;

    /// Takes `items` that were reserved from what the row counts, at most once: also where the
    /// answer is lost. A row that counts fewer, or that is forgotten, is left as it is.
    fn give_back(
        &self,
        row: &SpendRow,
        items: u32,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
