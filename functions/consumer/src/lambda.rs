//! From Lambda's events to messages, and back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::Timestamp;
use lambda_runtime::{Context, Error, LambdaEvent};

use crate::clock::Clock;
use crate::event::{Message, Record};
use crate::outside::Outside;
use crate::worker::Consumer;

/// The message attribute in which the dispatcher says which wait it ends.
const TICKET: &str = "ticket";

/// Works on one SQS batch, and reports the messages that stay in the queue.
pub async fn handle<W: Outside>(
    consumer: Arc<Consumer<W>>,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsBatchResponse, Error> {
    let clock = clock(&event.context);
    let messages = event.payload.records.into_iter().map(message).collect::<Result<_, _>>()?;
    Ok(response(consumer.consume(messages, &clock).await))
}

/// This invocation's one reading of the clock.
#[expect(clippy::disallowed_methods, reason = "the handler is where the clock is read")]
fn clock(context: &Context) -> Clock {
    let deadline = context.deadline().duration_since(UNIX_EPOCH).unwrap_or_default();
    let deadline = Timestamp::UNIX_EPOCH.saturating_add(deadline).unwrap_or(Timestamp::MAX);
    Clock::new(Timestamp::now(), deadline)
}

/// A message without an id could be neither acknowledged nor returned: an empty
/// `itemIdentifier` fails the whole batch, so this does so with a reason.
fn message(message: SqsMessage) -> Result<Message, Error> {
    let message_id = message.message_id.ok_or("a record without a messageId")?;
    let attributes = &message.attributes;
    let record = Record {
        message_id,
        receipt_handle: message.receipt_handle.unwrap_or_default(),
        sent_at: sent_at(attributes),
        receives: number(attributes, "ApproximateReceiveCount").unwrap_or(1),
        ticket: message
            .message_attributes
            .get(TICKET)
            .and_then(|attribute| attribute.string_value.clone()),
    };
    Ok(Message { record, body: message.body.unwrap_or_default() })
}

/// SQS always says; a record that does not counts as old, so that nothing refused is paid for
/// again on its account.
fn sent_at(attributes: &HashMap<String, String>) -> Timestamp {
    let sent = number(attributes, "SentTimestamp");
    sent.and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn number<T: std::str::FromStr>(attributes: &HashMap<String, String>, name: &str) -> Option<T> {
    attributes.get(name)?.parse().ok()
}

fn response(returned: Vec<String>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = returned.into_iter().map(failure).collect();
    response
}

fn failure(message_id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = message_id;
    failure
}
