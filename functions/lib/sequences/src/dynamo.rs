//! The rows in `DynamoDB`, all of them in the ledger's table.

mod park;
mod promises;
mod record;
mod row;
mod skip;
mod tables;
mod waiters;

pub use skip::{NotSkipped, Skip, Skipped};
pub use tables::DynamoOrders;
