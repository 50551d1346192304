//! Such rows in `DynamoDB`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::row::{Stamped, Swapped, Unavailable};

/// Nobody wrote since the state was seen.
const UNCHANGED: &str = "stamp = :was";

/// Nobody ever wrote.
const ABSENT: &str = "attribute_not_exists(event)";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoRows {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Row<S> {
    event: String,
    stamp: String,
    #[serde(flatten)]
    state: S,
}

type Item = HashMap<String, AttributeValue>;

impl DynamoRows {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// What stands under a key, read consistently.
    pub async fn look<S>(&self, key: String) -> Result<Stamped<S>, Unavailable>
    where
        S: Default + DeserializeOwned,
    {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.key("event", AttributeValue::S(key)).consistent_read(true);
        let response = request.send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        response.item.map_or(Ok(Stamped::default()), stamped)
    }

    /// Writes `new` under a key if what stands there has the stamp `was`.
    pub async fn swap<S>(
        &self,
        key: String,
        new: Stamped<S>,
        was: &str,
    ) -> Result<Swapped<S>, Unavailable>
    where
        S: Default + Serialize + DeserializeOwned,
    {
        let mine = new.stamp.clone();
        let row = Row { event: key, stamp: new.stamp, state: new.state };
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
                found(failed.item.clone(), &mine)
            }
            _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
        }
    }
}

/// What stands in the way; our own write, if its answer was lost and the client sent it again.
fn found<S>(item: Option<Item>, mine: &str) -> Result<Swapped<S>, Unavailable>
where
    S: Default + DeserializeOwned,
{
    let found = item.map_or(Ok(Stamped::default()), stamped)?;
    Ok(if found.stamp == mine { Swapped::Yes } else { Swapped::No(found) })
}

fn stamped<S: DeserializeOwned>(item: Item) -> Result<Stamped<S>, Unavailable> {
    let row: Row<S> =
        serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))?;
    Ok(Stamped { state: row.state, stamp: row.stamp })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Count {
        count: u32,
    }

    fn item(stamp: &str) -> Item {
        let state = Count { count: 3 };
        let row = Row { event: "budget:api".to_owned(), stamp: stamp.to_owned(), state };
        serde_dynamo::to_item(row).expect("an item")
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let item = item("s");
        assert_eq!(item.get("event"), Some(&AttributeValue::S("budget:api".to_owned())));
        let read = Stamped { state: Count { count: 3 }, stamp: "s".to_owned() };
        assert_eq!(stamped(item), Ok(read));
    }

    #[test]
    fn what_stands_in_the_way_may_be_our_own_write() {
        assert_eq!(found::<Count>(Some(item("mine")), "mine"), Ok(Swapped::Yes));
        let other = Stamped { state: Count { count: 3 }, stamp: "other".to_owned() };
        assert_eq!(found(Some(item("other")), "mine"), Ok(Swapped::No(other)));
        assert_eq!(found::<Count>(None, "mine"), Ok(Swapped::No(Stamped::default())));
    }

    #[test]
    fn what_is_no_such_row_is_no_state() {
        let item = Item::from([("stamp".to_owned(), AttributeValue::S("s".to_owned()))]);
        assert!(matches!(stamped::<Count>(item), Err(Unavailable(_))));
    }
}
