//! The tables in `DynamoDB`.

mod answers;
mod failed;
mod index;

pub use answers::DynamoAnswers;
pub use index::DynamoIndex;
