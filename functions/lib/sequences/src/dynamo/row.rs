//! The order row: read, and made to say that a number is the last.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Update};
use serde::Deserialize;

use crate::dynamo::tables::DynamoOrders;
use crate::line::{Line, Step};
use crate::standing::Order;
use crate::table::{Applied, Unavailable};

pub(super) type Item = HashMap<String, AttributeValue>;

/// The next number, or the last one again.
const IN_ORDER: &str = "#last = :before OR #last = :number";

/// The first number of a line, before anything later stands.
const FIRST: &str = "attribute_not_exists(#last) OR #last <= :number";

/// An operator has skipped it: nothing is recorded for it.
const NOT_SKIPPED: &str = "(attribute_not_exists(skipped) OR NOT contains(skipped, :number))";

#[derive(Deserialize)]
struct Stored {
    last: Option<u64>,
    #[serde(default)]
    skipped: BTreeSet<u64>,
}

impl DynamoOrders {
    pub(super) async fn read_order(&self, line: &Line) -> Result<Order, Unavailable> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let found = request.key("event", text(line.key())).send().await.map_err(unavailable)?.item;
        found.map_or_else(|| Ok(Order::default()), order)
    }

    /// What makes a step's number the last, for a transaction or by itself.
    pub(super) fn step_update(&self, step: &Step) -> Result<Update, Unavailable> {
        let condition = if step.predecessor().is_some() { IN_ORDER } else { FIRST };
        let update = Update::builder()
            .table_name(&self.table)
            .key("event", text(step.line.key()))
            .update_expression("SET #last = :number")
            .condition_expression(format!("({condition}) AND {NOT_SKIPPED}"))
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":number", number(step.number))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match step.predecessor() {
            Some(before) => update.expression_attribute_values(":before", number(before)),
            None => update,
        };
        update.build().map_err(unavailable)
    }

    pub(super) async fn advance_order(&self, step: &Step) -> Result<Applied, Unavailable> {
        let update = self.step_update(step)?;
        let sent = self
            .client
            .update_item()
            .table_name(update.table_name)
            .set_key(Some(update.key))
            .update_expression(update.update_expression)
            .set_condition_expression(update.condition_expression)
            .set_expression_attribute_names(update.expression_attribute_names)
            .set_expression_attribute_values(update.expression_attribute_values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = sent else { return Ok(Applied::New) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                not_in_order(failed.item.clone(), step)
            }
            _ => Err(unavailable(error)),
        }
    }
}

/// Why a number was not next, by the row that refused it.
pub(super) fn not_in_order(found: Option<Item>, step: &Step) -> Result<Applied, Unavailable> {
    let last = found.map(order).transpose()?.and_then(|order| order.last);
    Ok(match last {
        Some(last) if last >= step.number => Applied::Past,
        Some(_) | None => Applied::Early,
    })
}

fn order(item: Item) -> Result<Order, Unavailable> {
    let Stored { last, skipped } = serde_dynamo::from_item(item)
        .map_err(|error| Unavailable(format!("an order row of another build: {error}")))?;
    Ok(Order { last, skipped })
}

pub(super) fn text(value: String) -> AttributeValue {
    AttributeValue::S(value)
}

pub(super) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn unavailable(error: impl std::error::Error) -> Unavailable {
    Unavailable(DisplayErrorContext(error).to_string())
}
