//! Reservations in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Config;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure as OnFailure,
};

use super::table::{Reserved, SpendRow, SpendTable};
use crate::table::Unavailable;

/// The sum stays within the cap: `:room` is the cap without these items.
const FITS: &str = "attribute_not_exists(reserved) OR reserved <= :room";

/// These items count.
const COUNTED: &str = "reserved >= :items";

/// A `DynamoDB` table with the string partition key `event`, and `expires_at` for its TTL.
#[derive(Clone, Debug)]
pub struct DynamoSpend {
    client: Client,
    table: String,
}

type Item = HashMap<String, AttributeValue>;

impl DynamoSpend {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    fn update(&self, row: &SpendRow) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.key("event", AttributeValue::S(row.key.clone()))
    }

    /// How many items the row counts as spent, without a write.
    pub async fn counted(&self, row: &SpendRow) -> Result<u32, Unavailable> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let request = request.key("event", AttributeValue::S(row.key.clone()));
        let response = request.send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        reserved(response.item.as_ref())
    }
}

impl SpendTable for DynamoSpend {
    async fn reserve(&self, row: &SpendRow, items: u32, cap: u32) -> Result<Reserved, Unavailable> {
        let Some(room) = cap.checked_sub(items) else {
            return self.counted(row).await.map(Reserved::No);
        };
        let update = self
            .update(row)
            .update_expression("SET expires_at = :expires_at ADD reserved :items")
            .condition_expression(FITS)
            .expression_attribute_values(":items", number(items))
            .expression_attribute_values(":room", number(room))
            .expression_attribute_values(":expires_at", number(row.expires_at.as_second()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(OnFailure::AllOld);
        // The client sends it again where the answer is lost. It may be counted twice then: a cap
        // is reached too early, and never passed.
        match update.send().await {
            Ok(written) => reserved(written.attributes()).map(Reserved::Yes),
            Err(error) => reserved(refusal(error)?.as_ref()).map(Reserved::No),
        }
    }

    async fn give_back(&self, row: &SpendRow, items: u32) -> Result<(), Unavailable> {
        let update = self
            .update(row)
            .update_expression("ADD reserved :back")
            .condition_expression(COUNTED)
            .expression_attribute_values(":back", number(-i64::from(items)))
            .expression_attribute_values(":items", number(items));
        // Never sent again: what is given back twice is another call's, and the cap would be passed.
        let once = Config::builder().retry_config(RetryConfig::disabled());
        match update.customize().config_override(once).send().await {
            Ok(_) => Ok(()),
            Err(error) => refusal(error).map(|_| ()),
        }
    }
}

fn number(number: impl Into<i64>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}

/// The row that an update's condition found in its way.
fn refusal(error: SdkError<UpdateItemError>) -> Result<Option<Item>, Unavailable> {
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => Ok(failed.item.clone()),
        _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
    }
}

/// What a row counts; one that was never written counts nothing.
fn reserved(row: Option<&Item>) -> Result<u32, Unavailable> {
    let Some(value) = row.and_then(|row| row.get("reserved")) else { return Ok(0) };
    let number = value.as_n().ok().and_then(|number| number.parse().ok());
    number.ok_or_else(|| Unavailable("what is reserved is no count of items".to_owned()))
}
