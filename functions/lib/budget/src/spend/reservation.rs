//! Items that are reserved until it is known whether they are paid for.

use std::sync::Arc;

use futures::stream::{StreamExt, iter};
use jiff::Timestamp;

use super::cap::{Capped, Shares};
use super::table::{AT_ONCE, SpendRow, SpendTable};
use crate::table::Unavailable;

/// The items of one call, reserved under every cap that counts them. One that is dropped counts as
/// spent until the period ends: that is right where the outcome of the call is unknown.
#[derive(Debug)]
#[must_use = "its items count as spent until it is said what was paid"]
pub struct Reservation<T> {
    table: Arc<T>,
    held: Vec<Held>,
}

/// What one cap counts of it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub row: SpendRow,
    pub what: Capped,
    pub items: u32,
    pub used: u32,
    pub cap: u32,
    pub until: Timestamp,
}

/// How far a cap is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Used<'r> {
    /// Whose.
    pub what: &'r Capped,
    /// Items that count as spent, those of this reservation among them.
    pub items: u32,
    /// How many there may be.
    pub cap: u32,
    /// When the period ends.
    pub until: Timestamp,
}

impl Used<'_> {
    /// From 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.items) / f64::from(self.cap)
    }
}

impl Held {
    fn used(&self) -> Used<'_> {
        Used { what: &self.what, items: self.used, cap: self.cap, until: self.until }
    }
}

impl<T: SpendTable> Reservation<T> {
    pub(super) fn new(table: Arc<T>, held: Vec<Held>) -> Self {
        Self { table, held }
    }

    /// The cap that is nearest to its end; nothing where there is none.
    pub fn most_used(&self) -> Option<Used<'_>> {
        let used = self.held.iter().map(Held::used);
        used.max_by(|one, other| one.share().total_cmp(&other.share()))
    }

    /// How far that cap is used, from 0 to 1; 0 where there is none.
    pub fn share_used(&self) -> f64 {
        self.most_used().map_or(0.0, |used| used.share())
    }

    /// So many items of each tenant were paid for: the others are given back. What cannot be given
    /// back counts as spent until the period ends.
    pub async fn paid(self, items: &Shares) -> Result<(), Unavailable> {
        let mut doing = Vec::new();
        for held in &self.held {
            let rest = held.items.saturating_sub(held.what.of(items));
            if rest > 0 {
                doing.push(self.table.give_back(&held.row, rest));
            }
        }
        let done: Vec<_> = iter(doing).buffered(AT_ONCE).collect().await;
        done.into_iter().collect()
    }

    /// Nothing was paid for: all of it is given back.
    pub async fn unpaid(self) -> Result<(), Unavailable> {
        self.paid(&Shares::new()).await
    }
}
