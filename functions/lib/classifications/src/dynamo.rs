//! The tables in `DynamoDB`.

mod answers;
mod index;

use aws_sdk_dynamodb::error::DisplayErrorContext;

use crate::table::Unavailable;

pub use answers::DynamoAnswers;
pub use index::DynamoIndex;

type Item = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;

fn unavailable(error: impl std::error::Error) -> Unavailable {
    Unavailable(DisplayErrorContext(error).to_string())
}

/// What is stored cannot be read by this build.
fn unreadable(error: &serde_dynamo::Error) -> Unavailable {
    Unavailable(error.to_string())
}
