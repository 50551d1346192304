//! Cursors in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;
use crate::table::{CursorTable, Stamped, Swapped, Unavailable};

/// Nobody wrote since the cursor was read.
const UNCHANGED: &str = "stamp = :was";

/// Nobody ever wrote.
const ABSENT: &str = "attribute_not_exists(event)";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoCursors {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    event: String,
    stamp: String,
    #[serde(flatten)]
    cursor: Cursor,
}

type Item = HashMap<String, AttributeValue>;

impl DynamoCursors {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl CursorTable for DynamoCursors {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("event", AttributeValue::S(key(source))).consistent_read(true);
        let response = request.send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        response.item.map(stamped).transpose()
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        let row = Row { event: key(source), stamp: new.stamp.clone(), cursor: new.cursor.clone() };
        let item = serde_dynamo::to_item(row).map_err(|error| Unavailable(error.to_string()))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match was {
            None => put.condition_expression(ABSENT),
            Some(was) => {
                let was = AttributeValue::S(was.to_owned());
                put.condition_expression(UNCHANGED).expression_attribute_values(":was", was)
            }
        };
        let Err(error) = put.send().await else { return Ok(Swapped::Yes) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                Ok(whose(failed.item.as_ref(), &new.stamp))
            }
            _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
        }
    }
}

/// No source's name holds a colon, so no event has such a key.
fn key(source: &str) -> String {
    format!("cursor:{source}")
}

/// What stands in the way may be our own write, if its answer was lost and the client sent it again.
fn whose(found: Option<&Item>, mine: &str) -> Swapped {
    let stamp = found.and_then(|item| item.get("stamp")).and_then(|stamp| stamp.as_s().ok());
    if stamp.is_some_and(|stamp| stamp == mine) { Swapped::Yes } else { Swapped::No }
}

fn stamped(item: Item) -> Result<Stamped, Unavailable> {
    let row: Row = serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))?;
    Ok(Stamped { cursor: row.cursor, stamp: row.stamp })
}
