//! An event that waits for its predecessors, or for a job: its row, and its name with each of them.

use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, TransactWriteItem, Update};
use jiff::Timestamp;

use crate::awaited::Awaited;
use crate::dynamo::record::failed;
use crate::dynamo::row::{Item, number, text, unavailable};
use crate::dynamo::tables::DynamoOrders;
use crate::dynamo::waiters::name;
use crate::line::Step;
use crate::table::{Parked, Unavailable, Waiter};

/// Its predecessor is not recorded.
const STILL_EARLY: &str = "attribute_not_exists(#last) OR #last < :before";

/// How long a name is kept that nobody wakes: longer than an event is known after its last wait. A
/// name that is gone costs speed alone.
const NAMED_FOR: Duration = Duration::from_hours(24 * 90);

impl DynamoOrders {
    pub(super) async fn park_for(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        awaited: &[Awaited],
    ) -> Result<Parked, Unavailable> {
        let put = self.ledger.put_in_transaction(row, was);
        let put = put.map_err(|error| Unavailable(error.to_string()))?;
        let mut writes = vec![TransactWriteItem::builder().put(put).build()];
        let waiter = Waiter { event: row.event.clone(), token: row.token.clone() };
        for one in awaited {
            if let Awaited::Number(step) = one {
                let check = TransactWriteItem::builder().condition_check(self.check(step)?);
                writes.push(check.build());
            }
            let named = self.named(one, &waiter, row.claimed_at)?;
            writes.push(TransactWriteItem::builder().update(named).build());
        }
        let request = self.client.transact_write_items().set_transact_items(Some(writes));
        match request.send().await {
            Ok(_) => Ok(Parked::Yes),
            Err(error) => not_parked(error),
        }
    }

    fn check(&self, step: &Step) -> Result<ConditionCheck, Unavailable> {
        let before = number(step.predecessor().unwrap_or_default());
        ConditionCheck::builder()
            .table_name(&self.table)
            .key("event", text(step.line.key()))
            .condition_expression(STILL_EARLY)
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":before", before)
            .build()
            .map_err(unavailable)
    }

    fn named(
        &self,
        awaited: &Awaited,
        waiter: &Waiter,
        since: Timestamp,
    ) -> Result<Update, Unavailable> {
        let until = since.saturating_add(NAMED_FOR).unwrap_or(Timestamp::MAX);
        let until = AttributeValue::N(until.as_second().to_string());
        Update::builder()
            .table_name(&self.table)
            .key("event", text(awaited.key()))
            .update_expression("ADD waiters :waiter SET expires_at = :until")
            .expression_attribute_values(":waiter", AttributeValue::Ss(vec![name(waiter)]))
            .expression_attribute_values(":until", until)
            .build()
            .map_err(unavailable)
    }
}

fn not_parked(error: SdkError<TransactWriteItemsError>) -> Result<Parked, Unavailable> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            match cancelled.cancellation_reasons() {
                [own, ..] if failed(own) => Ok(Parked::No(found(own.item.clone())?)),
                [_, others @ ..] if others.iter().any(failed) => Ok(Parked::Open),
                _ => Err(unavailable(error)),
            }
        }
        _ => Err(unavailable(error)),
    }
}

fn found(item: Option<Item>) -> Result<Option<Box<ledger::Row>>, Unavailable> {
    let row = item.map(serde_dynamo::from_item).transpose();
    row.map_err(|error| Unavailable(format!("a row of another build: {error}")))
}
