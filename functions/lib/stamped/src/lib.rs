//! A row that several processes change: each reads it, and writes it on condition that nobody else
//! did meanwhile (compare and swap). Every write has a stamp of its own, by which it is told from
//! all others.

mod dynamo;
mod row;

pub use dynamo::DynamoRows;
pub use row::{Stamped, Swapped, Unavailable};
