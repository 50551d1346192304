//! The ledger's table in `DynamoDB`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure};
use jiff::Timestamp;

use crate::row::{Fresh, LedgerTable, Phase, Row, Written};
use crate::unavailable::Unavailable;

/// It was never claimed, or TTL deleted it.
const ABSENT: &str = "attribute_not_exists(event)";

/// TTL deletes days late, so the condition reads the time itself.
const EXPIRED: &str = "expires_at <= :now_s";

/// The same as [`Row::is_still`].
const UNCHANGED: &str = "#token = :token AND phase = :phase \
    AND (attribute_not_exists(calls) OR size(calls) <= :calls)";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoLedger {
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl DynamoLedger {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The write of [`LedgerTable::replace`], as a part of a transaction.
    pub fn put_in_transaction(&self, row: &Row, was: &Row) -> Result<Put, Unavailable> {
        let item = serde_dynamo::to_item(row).map_err(|error| Unavailable(error.to_string()))?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(UNCHANGED)
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", AttributeValue::S(was.token.clone()))
            .expression_attribute_values(":phase", phase(was.phase))
            .expression_attribute_values(":calls", AttributeValue::N(was.calls.len().to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        put.build().map_err(|error| Unavailable(error.to_string()))
    }

    fn put(&self, row: &Row, condition: String) -> Result<PutItemFluentBuilder, Unavailable> {
        let item = serde_dynamo::to_item(row).map_err(|error| Unavailable(error.to_string()))?;
        Ok(self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld))
    }
}

impl LedgerTable for DynamoLedger {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        let put = self
            .put(row, format!("{ABSENT} OR {EXPIRED}"))?
            .expression_attribute_values(":now_s", number(fresh.now.as_second()));
        written(put.send().await.map(|_| ()))
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        let put = self
            .put(row, UNCHANGED.to_owned())?
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", AttributeValue::S(was.token.clone()))
            .expression_attribute_values(":phase", phase(was.phase))
            .expression_attribute_values(":calls", AttributeValue::N(was.calls.len().to_string()));
        written(put.send().await.map(|_| ()))
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        let key = AttributeValue::S(event.to_owned());
        let request = self.client.get_item().table_name(&self.table).key("event", key);
        let response = request.consistent_read(true).send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        let Some(item) = response.item else { return Ok(None) };
        let row = serde_dynamo::from_item(item);
        row.map(Some).map_err(|error| Unavailable(format!("a row of another build: {error}")))
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        self.add_lane(lane).await
    }
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn phase(phase: Phase) -> AttributeValue {
    let word = match phase {
        Phase::Claimed => "claimed",
        Phase::Released => "released",
        Phase::Waiting => "waiting",
        Phase::Done => "done",
        Phase::Refused => "refused",
    };
    AttributeValue::S(word.to_owned())
}

fn written(result: Result<(), SdkError<PutItemError>>) -> Result<Written, Unavailable> {
    let error = match result {
        Ok(()) => return Ok(Written::Yes),
        Err(error) => error,
    };
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) => found(failed.item.clone()),
        _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
    }
}

fn found(item: Option<HashMap<String, AttributeValue>>) -> Result<Written, Unavailable> {
    let Some(item) = item else {
        return Ok(Written::Gone);
    };
    let row = serde_dynamo::from_item(item);
    let row = row.map_err(|error| Unavailable(format!("a row of another build: {error}")))?;
    Ok(Written::No(Box::new(row)))
}

/// The row of one event, for people: read consistently, not through the protocol.
impl DynamoLedger {
    /// What the ledger says of an event, if there is a row; an expired row counts as none.
    pub async fn look_up(&self, event: &str, now: Timestamp) -> Result<Option<Row>, Unavailable> {
        Ok(self.look(event).await?.filter(|row| !row.is_expired(now)))
    }
}
