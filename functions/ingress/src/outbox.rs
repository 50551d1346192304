//! The way to the queue. It takes what is sealed, and nothing else.

use std::future::Future;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{DisplayErrorContext, SdkError};
use aws_sdk_sqs::operation::send_message::SendMessageError;
use aws_sdk_sqs::types::MessageSystemAttributeValue;
use aws_sdk_sqs::types::{MessageAttributeValue, MessageSystemAttributeNameForSends};
use envelope::{Envelope, Sealed};
use thiserror::Error;

/// The queue did not say that it has the event: the sender must try again.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("not sent: {0}")]
pub struct NotSent(pub String);

/// Takes events for the consumer.
pub trait Outbox: Send + Sync {
    /// Done once the queue has the event, durably.
    fn send(&self, sealed: &Sealed) -> impl Future<Output = Result<(), NotSent>> + Send;
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

impl SqsOutbox {
    /// Makes the connection that the first delivery needs, before it comes: on a small function
    /// its TLS handshake takes the better part of a second. Asks for the queue, so that one that is
    /// not there is said at the start.
    pub async fn connect(&self) {
        let arn = aws_sdk_sqs::types::QueueAttributeName::QueueArn;
        let asked = self.client.get_queue_attributes().queue_url(&self.queue_url);
        if let Err(error) = asked.attribute_names(arn).send().await {
            let error = DisplayErrorContext(error).to_string();
            tracing::error!(error, "the queue does not answer");
        }
    }
}

impl Outbox for SqsOutbox {
    async fn send(&self, sealed: &Sealed) -> Result<(), NotSent> {
        let envelope = sealed.envelope();
        let mut request = self
            .client
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(sealed.json())
            // Fair queues: one tenant's backlog does not hold up another's events.
            .message_group_id(envelope.tenant.as_str());
        for (name, value) in attributes(envelope) {
            request = request.message_attributes(name, text(value));
        }
        if let Some(xray) = &envelope.trace.xray {
            let header = MessageSystemAttributeNameForSends::AwsTraceHeader;
            request = request.message_system_attributes(header, trace_header(xray));
        }
        request.send().await.map(|_| ()).map_err(not_sent)
    }
}

/// What filters and people want to see without opening the envelope.
fn attributes(envelope: &Envelope) -> [(&'static str, &str); 3] {
    [
        ("source", envelope.source.as_str()),
        ("event_type", &envelope.event_type),
        ("request_id", &envelope.request_id),
    ]
}

/// Builders fail on a missing data type only, and it is given here.
#[expect(clippy::expect_used, reason = "the data type is set on the line before")]
fn text(value: &str) -> MessageAttributeValue {
    let value = MessageAttributeValue::builder().data_type("String").string_value(value);
    value.build().expect("a data type")
}

#[expect(clippy::expect_used, reason = "the data type is set on the line before")]
fn trace_header(value: &str) -> MessageSystemAttributeValue {
    let value = MessageSystemAttributeValue::builder().data_type("String").string_value(value);
    value.build().expect("a data type")
}

fn not_sent(error: SdkError<SendMessageError>) -> NotSent {
    NotSent(DisplayErrorContext(error).to_string())
}
