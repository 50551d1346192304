//! The way to the queue. It takes what is sealed, and nothing else.

use std::future::Future;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchOutput;
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use thiserror::Error;

use crate::send::letter::Letter;
use crate::send::pack::DATA_TYPE;

/// The queue took none of them, or did not say.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("not sent: {0}")]
pub struct NotSent(pub String);

/// Takes polled events for the consumer.
pub trait Outbox: Send + Sync {
    /// Sends what one request takes. For each, in their order: `None` if the queue has it, else the
    /// queue's own code for why not.
    fn send(
        &self,
        letters: &[Letter],
    ) -> impl Future<Output = Result<Vec<Option<String>>, NotSent>> + Send;
}

/// An SQS queue.
#[derive(Clone, Debug)]
pub struct SqsOutbox {
    client: Client,
    queue_url: String,
}

impl SqsOutbox {
    /// An outbox to the queue at `queue_url`.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl Outbox for SqsOutbox {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        let entries = letters.iter().enumerate().map(entry).collect();
        let request = self.client.send_message_batch().queue_url(&self.queue_url);
        let response = request.set_entries(Some(entries)).send().await;
        let response = response.map_err(|error| NotSent(DisplayErrorContext(error).to_string()))?;
        Ok((0..letters.len()).map(|place| refusal(&response, &place.to_string())).collect())
    }
}

/// What is not told to be in the queue is not.
fn refusal(response: &SendMessageBatchOutput, id: &str) -> Option<String> {
    if response.successful.iter().any(|entry| entry.id == id) {
        return None;
    }
    let failed = response.failed.iter().find(|entry| entry.id == id);
    Some(failed.map_or_else(|| "NoAnswer".to_owned(), |entry| entry.code.clone()))
}

#[expect(clippy::expect_used, reason = "id and body are set on the lines before")]
fn entry((place, letter): (usize, &Letter)) -> SendMessageBatchRequestEntry {
    let mut entry = SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(letter.sealed.json())
        .delay_seconds(i32::try_from(letter.delay.as_secs()).unwrap_or(i32::MAX).min(MOST_DELAY_S))
        // Fair queues: one tenant's backlog does not hold up another's events.
        .message_group_id(letter.sealed.envelope().tenant.as_str());
    for (name, value) in letter.attributes() {
        entry = entry.message_attributes(name, text(value));
    }
    entry.build().expect("an id and a body")
}

/// The longest that SQS keeps a message back (`DelaySeconds`).
const MOST_DELAY_S: i32 = 900;

/// Builders fail on a missing data type only, and it is given here.
#[expect(clippy::expect_used, reason = "the data type is set on the line before")]
fn text(value: &str) -> MessageAttributeValue {
    let value = MessageAttributeValue::builder().data_type(DATA_TYPE).string_value(value);
    value.build().expect("a data type")
}
