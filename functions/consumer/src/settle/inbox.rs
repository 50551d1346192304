//! Hiding messages that are to come back later.

use std::future::Future;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::ChangeMessageVisibilityBatchRequestEntry as Entry;
use thiserror::Error;

/// How many messages one request hides (SQS's limit).
pub(super) const PER_REQUEST: usize = 10;

/// A message and how long it is to stay hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whose receipt.
    pub receipt_handle: String,
    /// Whole seconds, at most 12 hours.
    pub hidden: Duration,
}

/// Some messages keep the visibility they have: they come back, only at another time.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{count} messages not hidden: {why}")]
pub struct NotHidden {
    /// How many.
    pub count: usize,
    /// What the queue said.
    pub why: String,
}

/// The queue, as far as a consumer changes it: Lambda receives and deletes.
pub trait Inbox: Send + Sync {
    /// Hides up to ten messages, each for its own time.
    fn hide(&self, waits: &[Wait]) -> impl Future<Output = Result<(), NotHidden>> + Send;
}

/// An SQS queue.
#[derive(Clone, Debug)]
pub struct SqsInbox {
    client: Client,
    queue_url: String,
}

impl SqsInbox {
    /// The queue at `queue_url`.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }
}

impl Inbox for SqsInbox {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        let entries = waits.iter().enumerate().map(entry).collect();
        let request = self.client.change_message_visibility_batch().queue_url(&self.queue_url);
        let response = request.set_entries(Some(entries)).send().await;
        let response = response.map_err(|error| NotHidden {
            count: waits.len(),
            why: DisplayErrorContext(error).to_string(),
        })?;
        match response.failed.first() {
            None => Ok(()),
            Some(first) => Err(NotHidden { count: response.failed.len(), why: first.code.clone() }),
        }
    }
}

#[expect(clippy::expect_used, reason = "id and receipt handle are set on the lines before")]
fn entry((place, wait): (usize, &Wait)) -> Entry {
    let seconds = i32::try_from(wait.hidden.as_secs()).unwrap_or(i32::MAX);
    Entry::builder()
        .id(place.to_string())
        .receipt_handle(&wait.receipt_handle)
        .visibility_timeout(seconds)
        .build()
        .expect("an id and a receipt handle")
}
