//! Memories in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::{Deserialize, Serialize};

use crate::lane::LaneState;
use crate::table::{LaneTable, Stamped, Swapped, Unavailable};

/// Nobody wrote since the memory was read.
const UNCHANGED: &str = "stamp = :was";

/// Nobody ever wrote.
const ABSENT: &str = "attribute_not_exists(event)";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoLanes {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    event: String,
    stamp: String,
    #[serde(flatten)]
    state: LaneState,
}

type Item = HashMap<String, AttributeValue>;

impl DynamoLanes {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl LaneTable for DynamoLanes {
    async fn look(&self, lane: &str) -> Result<Stamped, Unavailable> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("event", AttributeValue::S(key(lane))).consistent_read(true);
        let response = request.send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        response.item.map_or(Ok(Stamped::default()), stamped)
    }

    async fn swap(&self, lane: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        let row = Row { event: key(lane), stamp: new.stamp.clone(), state: new.state.clone() };
        let item = serde_dynamo::to_item(row).map_err(|error| Unavailable(error.to_string()))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = if was.is_empty() {
            put.condition_expression(ABSENT)
        } else {
            let was = AttributeValue::S(was.to_owned());
            put.condition_expression(UNCHANGED).expression_attribute_values(":was", was)
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
fn key(lane: &str) -> String {
    format!("dispatch:{lane}")
}

/// What stands in the way may be our own write, if its answer was lost and the client sent it again.
fn whose(found: Option<&Item>, mine: &str) -> Swapped {
    let stamp = found.and_then(|item| item.get("stamp")).and_then(|stamp| stamp.as_s().ok());
    if stamp.is_some_and(|stamp| stamp == mine) { Swapped::Yes } else { Swapped::No }
}

fn stamped(item: Item) -> Result<Stamped, Unavailable> {
    let row: Row = serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))?;
    Ok(Stamped { state: row.state, stamp: row.stamp })
}

#[cfg(test)]
mod tests {
    use ledger::Priority;

    use super::*;

    #[test]
    fn a_memory_is_read_as_it_was_written() {
        let mut state = LaneState {
            oldest: Some("2026-11-26T10:00:00Z".parse().expect("a time")),
            ..LaneState::default()
        };
        state.served.serve(Priority::Webhook, "acme".to_owned());
        state.counts.insert("rate".to_owned(), 3);
        for state in [state, LaneState::default()] {
            let row = Row { event: key("api"), stamp: "s".to_owned(), state: state.clone() };
            let item: Item = serde_dynamo::to_item(row).expect("an item");
            assert_eq!(item.get("event"), Some(&AttributeValue::S("dispatch:api".to_owned())));
            assert_eq!(stamped(item), Ok(Stamped { state, stamp: "s".to_owned() }));
        }
    }
}
