//! What the tables, the bucket and the store of secrets promise, whoever keeps it: run on the
//! doubles, on `DynamoDB`'s stand-in in process, and on the deployed stack.

pub mod answers;
pub mod bodies;
pub mod budget;
pub mod cursors;
pub mod index;
pub mod known;
pub mod lanes;
pub mod ledger;
pub mod orders;
pub mod secrets;
pub mod spend;
pub mod waiting;
