//! The answer and its number, in one transaction.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use classifications::NotRecorded;

use crate::dynamo::row::{not_in_order, unavailable};
use crate::dynamo::tables::{DynamoOrders, not_recorded};
use crate::line::Step;
use crate::table::Applied;

/// What a transaction says of a write whose condition did not hold, and of one that is not valid.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
pub(super) const CONDITION_FAILED: &str = "ConditionalCheckFailed";
const INVALID: &str = "ValidationError";

impl DynamoOrders {
    /// [`Applied::Kept`] where the row was not written for the answer that stands there: the number
    /// was not written either.
    pub(super) async fn record_both(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        let put = self.answers.put_in_transaction(row)?;
        let update = self.step_update(step).map_err(not_recorded)?;
        let sent = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().update(update).build())
            .transact_items(TransactWriteItem::builder().put(put).build())
            .send()
            .await;
        sent.map_or_else(|error| not_written(error, step), |_| Ok(Applied::New))
    }
}

fn not_written(
    error: SdkError<TransactWriteItemsError>,
    step: &Step,
) -> Result<Applied, NotRecorded> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            match cancelled.cancellation_reasons() {
                [order, _] if failed(order) => {
                    not_in_order(order.item.clone(), step).map_err(not_recorded)
                }
                [_, row] if failed(row) => Ok(Applied::Kept),
                [_, row] if row.code() == Some(INVALID) => Err(NotRecorded::Unacceptable),
                _ => Err(not_recorded(unavailable(error))),
            }
        }
        Some(other) if other.code() == Some("ValidationException") => {
            Err(NotRecorded::Unacceptable)
        }
        _ => Err(not_recorded(unavailable(error))),
    }
}

pub(super) fn failed(reason: &CancellationReason) -> bool {
    reason.code() == Some(CONDITION_FAILED)
}
