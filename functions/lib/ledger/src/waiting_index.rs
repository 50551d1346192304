//! The waiting rows in `DynamoDB`: an update ends a wait, or brings it forward.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use crate::dynamo::{DynamoLedger, phase};
use crate::row::{LedgerTable, Phase, Row};
use crate::unavailable::Unavailable;
use crate::waiting::{Marked, WaitingTable};

/// The row still waits as it was seen: each claim has a token of its own.
const STILL_WAITING: &str = "#token = :token AND phase = :waiting";

/// Somebody else may have brought it forward further meanwhile.
const WAITS_LONGER: &str = "#token = :token AND phase = :waiting AND due > :due";

/// Its message would never be sent, and nobody would hear of it.
const UNREADABLE: &str = "a waiting row of another build: this one cannot read what it waits for";

/// What stands for a wait goes; what was counted and heard stays.
const RELEASE: &str = "SET phase = :released, expires_at = :expires_at \
    REMOVE lane, turn, tenant, #source, cause, due, parked_at, units, envelope, retention_s";

impl DynamoLedger {
    fn update(&self, event: &str, token: &str, change: &str) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table).key("event", text(event));
        update
            .update_expression(change)
            .condition_expression(STILL_WAITING)
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":waiting", phase(Phase::Waiting))
    }
}

impl WaitingTable for DynamoLedger {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.read_lanes().await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        let row = self.look(event).await?;
        let is_whole = |row: &Row| row.phase != Phase::Waiting || row.wait.is_some();
        match row {
            Some(row) if !is_whole(&row) => Err(Unavailable(UNREADABLE.to_owned())),
            row => Ok(row),
        }
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        let expires_at = AttributeValue::N(expires_at.as_second().to_string());
        let update = self
            .update(event, token, RELEASE)
            .expression_attribute_names("#source", "source")
            .expression_attribute_values(":released", phase(Phase::Released))
            .expression_attribute_values(":expires_at", expires_at);
        marked(update.send().await.map(|_| ()))
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        let Some(row) = self.waiting(event).await? else { return Ok(Marked::No) };
        let Some(wait) = row.wait.filter(|wait| wait.due > due) else { return Ok(Marked::No) };
        let turn = wait.turn.rsplit_once('#').map(|(turns, _)| turns).unwrap_or_default();
        let due_ms = due.as_millisecond().max(0);
        let update = self
            .update(event, token, "SET due = :due, turn = :turn")
            .condition_expression(WAITS_LONGER)
            .expression_attribute_values(":due", AttributeValue::N(due_ms.to_string()))
            .expression_attribute_values(":turn", text(&format!("{turn}#{due_ms:014}")));
        marked(update.send().await.map(|_| ()))
    }
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn marked(result: Result<(), SdkError<UpdateItemError>>) -> Result<Marked, Unavailable> {
    let error = match result {
        Ok(()) => return Ok(Marked::Yes),
        Err(error) => error,
    };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Marked::No),
        _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
    }
}
