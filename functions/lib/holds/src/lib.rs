//! What an operator has stopped by hand: a source, a tenant, an API.
//!
//! All holds stand in one row of the ledger's table, so that one read tells all of them. What is
//! held waits: the consumer parks it before any call, and the dispatcher does not send it.

mod change;
mod dynamo;
mod entry;
mod hold;
mod table;

pub use change::Set;
pub use dynamo::{DynamoHolds, HOLDS_KEY};
pub use hold::{Hold, Holds, Kind};
pub use table::{HoldTable, Unavailable};
