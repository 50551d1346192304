//! What changes left on record.

use serde_json::{Value, json};
use stack::Stack;

/// The records of the changes that were made for this reason.
pub(crate) async fn audited(stack: &Stack, why: &str) -> Vec<Value> {
    let input = json!({"TableName": stack.file.ledger_table, "FilterExpression": "begins_with(event, :audit)",
        "ExpressionAttributeValues": {":audit": {"S": "audit:"}}});
    let mut rows = stack.scan(input).await;
    rows.retain(|row| row["why"]["S"] == why);
    rows
}
