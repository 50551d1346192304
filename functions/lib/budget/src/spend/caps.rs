//! Where a call's items are reserved before it is made.

use std::sync::Arc;

use futures::stream::{StreamExt, iter};
use jiff::Timestamp;
use thiserror::Error;

use super::cap::{ApiCaps, Cap, Capped, Shares};
use super::reservation::{Held, Reservation};
use super::table::{AT_ONCE, Reserved, SpendTable};
use crate::table::Unavailable;

/// The caps of every API, kept in one table.
#[derive(Debug)]
pub struct Caps<T> {
    table: Arc<T>,
}

/// Why a call may not be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SpendError {
    /// These caps would be passed: the API's, or some tenants'. Never empty.
    #[error("the spend cap is reached for {}", named(.0))]
    Spent(Vec<Spent>),
    /// The table gave no answer. The items may count as spent until the period ends.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A cap that a call would pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Whose.
    pub what: Capped,
    /// When the period ends, and the next one begins with nothing spent.
    pub until: Timestamp,
    /// How many items it has left: a smaller call may pass.
    pub left: u32,
}

/// One cap's word on a call.
enum Word {
    Held(Held),
    Spent(Spent),
}

impl<T: SpendTable> Caps<T> {
    /// Caps that are kept in `table`.
    pub fn new(table: T) -> Self {
        Self { table: Arc::new(table) }
    }

    /// Reserves a call's items, so many of each tenant: one write for the API's cap and one for
    /// each tenant's, and none where there is no cap. All of them are reserved, or none is: what
    /// was reserved before a refusal is given back. What cannot be given back counts as spent until
    /// its period ends.
    pub async fn reserve(
        &self,
        api: &str,
        caps: ApiCaps,
        tenants: &Shares,
        now: Timestamp,
    ) -> Result<Reservation<T>, SpendError> {
        let mut held = Vec::new();
        // The API's cap first: where it is spent, no tenant's is written.
        for wanted in [of_all(caps), of_tenants(caps, tenants)] {
            let mut asking = Vec::new();
            for (what, cap) in wanted {
                let items = what.of(tenants);
                if items > 0 {
                    asking.push(self.ask(api, what, cap, items, now));
                }
            }
            let words = iter(asking).buffered(AT_ONCE).collect().await;
            if let Err(refused) = sort(words, &mut held) {
                // The refusal is what the caller needs to know, whatever comes of this.
                let _ = Reservation::new(Arc::clone(&self.table), held).unpaid().await;
                return Err(refused);
            }
        }
        Ok(Reservation::new(Arc::clone(&self.table), held))
    }

    async fn ask(
        &self,
        api: &str,
        what: Capped,
        cap: Cap,
        items: u32,
        now: Timestamp,
    ) -> Result<Word, Unavailable> {
        let row = cap.row(api, &what, now);
        let until = cap.per.end(now);
        let cap = cap.items.get();
        Ok(match self.table.reserve(&row, items, cap).await? {
            Reserved::Yes(used) => Word::Held(Held { row, what, items, used, cap, until }),
            Reserved::No(used) => {
                Word::Spent(Spent { what, until, left: cap.saturating_sub(used) })
            }
        })
    }
}

type Wanted = Vec<(Capped, Cap)>;

fn of_all(caps: ApiCaps) -> Wanted {
    caps.all.into_iter().map(|cap| (Capped::Api, cap)).collect()
}

fn of_tenants(caps: ApiCaps, tenants: &Shares) -> Wanted {
    let Some(cap) = caps.each_tenant else { return Wanted::new() };
    tenants.keys().map(|name| (Capped::Tenant(name.clone()), cap)).collect()
}

/// Adds to what is held, and says what was refused. A table that gives no answer goes first: the
/// caps that it did not speak for are not known.
fn sort(words: Vec<Result<Word, Unavailable>>, held: &mut Vec<Held>) -> Result<(), SpendError> {
    let mut spent = Vec::new();
    let mut unavailable = None;
    for word in words {
        match word {
            Ok(Word::Held(one)) => held.push(one),
            Ok(Word::Spent(one)) => spent.push(one),
            Err(error) => unavailable = Some(error),
        }
    }
    if let Some(error) = unavailable {
        return Err(SpendError::Unavailable(error));
    }
    if spent.is_empty() { Ok(()) } else { Err(SpendError::Spent(spent)) }
}

fn named(spent: &[Spent]) -> String {
    let names: Vec<_> = spent.iter().map(|spent| spent.what.to_string()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
