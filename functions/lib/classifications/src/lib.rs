//! The answers: one row per tenant, item and version, in DynamoDB (design §4, Recording).
//!
//! A row is written if there is none, or if the one there is a failure: the first good answer
//! wins. The current answer of an item is its highest version; older ones are its history.

mod dynamo;
mod key;
mod row;
mod standing;
mod table;

pub use dynamo::DynamoAnswers;
pub use key::{ItemKey, VersionKey};
pub use row::{Outcome, Row};
pub use standing::{Seat, Standing, seat, standing};
pub use table::{AnswerTable, Newest, Recorded, Unavailable};
