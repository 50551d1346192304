//! Skipping a number that never comes: an operator's decision, kept with its reason.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use jiff::Timestamp;
use thiserror::Error;

use crate::awaited::Awaited;
use crate::dynamo::row::{not_in_order, number, unavailable};
use crate::dynamo::tables::DynamoOrders;
use crate::line::Step;
use crate::table::{Applied, OrderTable, Unavailable};

/// Who skips a number, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The operator.
    pub by: String,
    /// Why nothing is to be recorded for it.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The number is final, and what waited for it is awake.
    Now,
    /// It was skipped, or recorded, before; what waited for it is awake all the same.
    Before,
}

/// Why a number was not skipped.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotSkipped {
    /// Numbers are skipped in order, as they are recorded.
    #[error("number {0} is not the next one: skip those before it first")]
    Early(u64),
    /// The tables gave no answer: skip it again, which does no harm.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl DynamoOrders {
    /// Makes a number final without an answer, and wakes what waits for the one after it. It may be
    /// run again. Whoever works on the number meanwhile is not applied.
    pub async fn skip(&self, step: &Step, skip: &Skip) -> Result<Skipped, NotSkipped> {
        if step.is_before_the_first() {
            return Ok(Skipped::Before);
        }
        let skipped = match self.skip_number(step, skip).await? {
            Applied::New | Applied::Kept => Skipped::Now,
            Applied::Past => Skipped::Before,
            Applied::Early => return Err(NotSkipped::Early(step.number)),
        };
        let next = Awaited::Number(step.next());
        let waiters = self.waiters(&next).await?;
        for waiter in &waiters {
            self.wake(waiter, skip.at).await?;
        }
        self.forget(&next, &waiters).await?;
        Ok(skipped)
    }

    async fn skip_number(&self, step: &Step, skip: &Skip) -> Result<Applied, Unavailable> {
        let condition = match step.predecessor() {
            Some(_) => "#last = :before",
            None => "attribute_not_exists(#last) OR #last < :number",
        };
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("event", AttributeValue::S(step.line.key()))
            .update_expression(
                "SET #last = :number, skips = list_append(if_not_exists(skips, :none), :skips) \
                 ADD skipped :numbers",
            )
            .condition_expression(condition)
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":number", number(step.number))
            .expression_attribute_values(
                ":numbers",
                AttributeValue::Ns(vec![step.number.to_string()]),
            )
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(":skips", AttributeValue::L(vec![note(step, skip)]))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = match step.predecessor() {
            Some(before) => request.expression_attribute_values(":before", number(before)),
            None => request,
        };
        let Err(error) = request.send().await else { return Ok(Applied::New) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                not_in_order(failed.item.clone(), step)
            }
            _ => Err(unavailable(error)),
        }
    }
}

fn note(step: &Step, skip: &Skip) -> AttributeValue {
    AttributeValue::M(HashMap::from([
        ("number".to_owned(), number(step.number)),
        ("by".to_owned(), AttributeValue::S(skip.by.clone())),
        ("reason".to_owned(), AttributeValue::S(skip.reason.clone())),
        ("at".to_owned(), AttributeValue::S(skip.at.to_string())),
    ]))
}
