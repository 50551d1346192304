//! The way to the queue. It takes what waited, as it was.

use std::future::Future;

use aws_sdk_sqs::Client;
use sending::{Outgoing, SqsBatches};

use crate::send::letter::Letter;

pub use sending::NotSent;

/// Takes waiting events for the consumer.
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
pub struct SqsOutbox(SqsBatches);

impl SqsOutbox {
    /// An outbox to the queue at `queue_url`.
    pub fn new(client: Client, queue_url: String) -> Self {
        Self(SqsBatches::new(client, queue_url))
    }
}

impl Outbox for SqsOutbox {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        let attributes: Vec<_> = letters.iter().map(Letter::attributes).collect();
        let messages = letters.iter().zip(&attributes).map(|(letter, attributes)| Outgoing {
            body: &letter.body,
            group: &letter.tenant,
            attributes,
            delay: None,
        });
        self.0.send(&messages.collect::<Vec<_>>()).await
    }
}
