//! The answers: one row for each state of an item, in DynamoDB.
//!
//! A state is told by who numbers it (its lineage), its version, and a mark of what is asked about
//! it. Versions are compared inside one lineage and one kind of version, and nowhere else. A row
//! is written if there is none, or if the one there is a failure: the first good answer stays.

mod dynamo;
mod index;
mod key;
mod row;
mod standing;
mod table;

pub use dynamo::{DynamoAnswers, DynamoIndex};
pub use index::{ContentIndex, ContentKey, Place};
pub use key::{ItemKey, Mark, Scope, State, StateKey};
pub use row::{CarriedFrom, DESCRIPTION_BYTES, Outcome, Row};
pub use standing::{Standing, answers, standing};
pub use table::{AnswerTable, NotRecorded, Recorded, Seen, Select, Unavailable};
pub use versions::{Version, VersionKind};
