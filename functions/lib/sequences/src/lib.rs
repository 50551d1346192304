//! Strict order (`ordering = "sequence"`): of each item, number n is recorded only after n−1.
//!
//! One row for each item and lineage, its *order row*, says which number was recorded last. It is
//! written together with the answer, in one transaction: so answers are recorded in order whatever
//! crashes, and "n−1 is recorded" stays true once it is. An event that comes too early waits in its
//! own row of the ledger, and names itself as a waiter for the number it needs; both are written in
//! one transaction, on the condition that the number is not there yet. So either it waits and is
//! named, or it goes on. Whoever records a number, or finds it recorded, wakes the waiters of the
//! next one before its own event is done. A wake-up is for speed: each waiting event has a due time
//! of its own.
//!
//! All these rows are in the ledger's table, under keys that no event has. The README of this crate
//! has the rules and what goes wrong without each.

mod awaited;
mod dynamo;
mod line;
mod standing;
mod table;

pub use awaited::{Awaited, MAX_AWAITED, awaited};
pub use dynamo::{DynamoOrders, NotSkipped, Skip, Skipped};
pub use line::{Line, Step};
pub use standing::{Order, Standing, standing};
pub use table::{Applied, OrderTable, Parked, Unavailable, Waiter};
