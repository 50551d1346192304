//! Rows, and why one is not there.

use aws_sdk_dynamodb::error::DisplayErrorContext;

use crate::table::Unavailable;

/// A row as the table gives it.
pub(super) type Item = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;

/// The table did not answer, or refused.
pub(super) fn unavailable(error: impl std::error::Error) -> Unavailable {
    Unavailable(DisplayErrorContext(error).to_string())
}

/// What is stored cannot be read by this build.
pub(super) fn unreadable(error: &serde_dynamo::Error) -> Unavailable {
    Unavailable(error.to_string())
}
