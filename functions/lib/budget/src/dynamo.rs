//! States in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::{Deserialize, Serialize};

use crate::state::State;
use crate::table::{BudgetTable, Stamped, Swapped, Unavailable};

/// Nobody wrote since the state was seen.
const UNCHANGED: &str = "stamp = :was";

/// Nobody ever wrote.
const ABSENT: &str = "attribute_not_exists(event)";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoBudget {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    event: String,
    stamp: String,
    #[serde(flatten)]
    state: State,
}

impl DynamoBudget {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl BudgetTable for DynamoBudget {
    async fn swap(&self, api: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        let row = Row { event: key(api), stamp: new.stamp.clone(), state: new.state };
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
        match put.send().await {
            Ok(_) => Ok(Swapped::Yes),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    found(failed.item.clone(), &new.stamp)
                }
                _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
            },
        }
    }

    async fn look(&self, api: &str) -> Result<Stamped, Unavailable> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("event", AttributeValue::S(key(api))).consistent_read(true);
        let response = request.send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        response.item.map_or(Ok(Stamped::default()), stamped)
    }
}

/// No source's name holds a colon, so no event has such a key.
fn key(api: &str) -> String {
    format!("budget:{api}")
}

type Item = std::collections::HashMap<String, AttributeValue>;

/// What stands in the way; our own write, if its answer was lost and the client sent it again.
fn found(item: Option<Item>, mine: &str) -> Result<Swapped, Unavailable> {
    let found = item.map_or(Ok(Stamped::default()), stamped)?;
    Ok(if found.stamp == mine { Swapped::Yes } else { Swapped::No(found) })
}

fn stamped(item: Item) -> Result<Stamped, Unavailable> {
    let row: Row = serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))?;
    Ok(Stamped { state: row.state, stamp: row.stamp })
}
