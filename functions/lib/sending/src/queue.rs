//! One request with up to ten messages.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchOutput;
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use thiserror::Error;

use crate::pack::DATA_TYPE;

/// The queue took none of them, or did not say.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("not sent: {0}")]
pub struct NotSent(pub String);

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing<'m> {
    /// What it says.
    pub body: &'m str,
    /// Its group, for fair queues: one tenant's backlog does not hold up another's events.
    pub group: &'m str,
    /// Its attributes, all of them texts.
    pub attributes: &'m [(&'static str, &'m str)],
    /// How long the queue is to keep it back, if at all; at most a quarter of an hour.
    pub delay: Option<Duration>,
}

/// An SQS queue that is sent batches.
#[derive(Clone, Debug)]
pub struct SqsBatches {
    client: Client,
    queue_url: String,
}

impl SqsBatches {
    /// The queue at `queue_url`.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }

    /// Sends what one request takes. For each, in their order: `None` if the queue has it, else the
    /// queue's own code for why not.
    pub async fn send(&self, messages: &[Outgoing<'_>]) -> Result<Vec<Option<String>>, NotSent> {
        let entries = messages.iter().enumerate().map(entry).collect();
        let request = self.client.send_message_batch().queue_url(&self.queue_url);
        let response = request.set_entries(Some(entries)).send().await;
        let response = response.map_err(|error| NotSent(DisplayErrorContext(error).to_string()))?;
        Ok((0..messages.len()).map(|place| refusal(&response, &place.to_string())).collect())
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

/// The longest that SQS keeps a message back (`DelaySeconds`).
const MOST_DELAY_S: i32 = 900;

fn seconds(delay: Duration) -> i32 {
    i32::try_from(delay.as_secs()).unwrap_or(i32::MAX).min(MOST_DELAY_S)
}

#[expect(clippy::expect_used, reason = "id and body are set on the lines before")]
fn entry((place, message): (usize, &Outgoing<'_>)) -> SendMessageBatchRequestEntry {
    let mut entry = SendMessageBatchRequestEntry::builder()
        .id(place.to_string())
        .message_body(message.body)
        .set_delay_seconds(message.delay.map(seconds))
        .message_group_id(message.group);
    for (name, value) in message.attributes {
        entry = entry.message_attributes(*name, text(value));
    }
    entry.build().expect("an id and a body")
}

/// Builders fail on a missing data type only, and it is given here.
#[expect(clippy::expect_used, reason = "the data type is set on the line before")]
fn text(value: &str) -> MessageAttributeValue {
    let value = MessageAttributeValue::builder().data_type(DATA_TYPE).string_value(value);
    value.build().expect("a data type")
}
