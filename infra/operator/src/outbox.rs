//! The way to the queue for what an operator sends, ten messages at a time.

use std::time::Duration;

use anyhow::{Context as _, bail};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry as Entry};
use envelope::{ByOperator, SentBy};

use crate::connection::Connection;
use crate::trouble::Told;

/// The most messages of one request.
pub(crate) const BATCH: usize = sending::MAX_ENTRIES;

/// The longest name of a group.
const GROUP: usize = 128;

/// How often a message is sent anew that the queue did not take.
const TRIES: u32 = 6;

/// The stack's queue.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    client: Client,
    queue_url: String,
}

impl Outbox {
    /// The queue of this stack.
    pub fn of(connection: &Connection) -> Self {
        Self { client: connection.sqs(), queue_url: connection.stack.queue_url.clone() }
    }

    /// Sends up to ten products; done once the queue has all of them.
    pub async fn send(&self, products: &[&ByOperator]) -> anyhow::Result<()> {
        let mut left = Vec::new();
        for (number, product) in products.iter().enumerate() {
            left.push((number.to_string(), *product));
        }
        for number in 0..TRIES {
            left = self.try_send(left).await?;
            if left.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200 << number)).await;
        }
        bail!(
            "the queue took {} of {} messages: run the same again",
            products.len().saturating_sub(left.len()),
            products.len()
        )
    }

    /// What was not taken, and may be the next time.
    async fn try_send<'p>(
        &self,
        products: Vec<(String, &'p ByOperator)>,
    ) -> anyhow::Result<Vec<(String, &'p ByOperator)>> {
        let entries = products.iter().map(|(id, product)| entry(id, product));
        let entries = entries.collect::<anyhow::Result<Vec<_>>>()?;
        let request = self.client.send_message_batch().queue_url(&self.queue_url);
        let answer = request.set_entries(Some(entries)).send().await;
        let failed = answer.told("cannot send to the queue")?.failed;
        if let Some(refused) = failed.iter().find(|failed| failed.sender_fault) {
            bail!("the queue refuses a message: {}", refused.code);
        }
        let is_left =
            |(id, _): &(String, &ByOperator)| failed.iter().any(|failed| failed.id == *id);
        Ok(products.into_iter().filter(is_left).collect())
    }
}

fn entry(id: &str, product: &ByOperator) -> anyhow::Result<Entry> {
    let envelope = product.envelope();
    let mut entry = Entry::builder()
        .id(id)
        .message_body(product.message())
        .message_group_id(group(envelope.sent_by, envelope.tenant.as_str()));
    for (name, value) in [
        ("source", envelope.source.as_str()),
        ("event_type", &envelope.event_type),
        ("request_id", &envelope.request_id),
    ] {
        let value = MessageAttributeValue::builder().data_type("String").string_value(value);
        entry = entry.message_attributes(name, value.build()?);
    }
    entry.build().context("a message that is no entry of a batch")
}

/// Fair queues: a catalogue holds up none of its own tenant's webhooks either, so it is a group of
/// its own.
fn group(sent_by: SentBy, tenant: &str) -> String {
    let word = match sent_by {
        SentBy::Door => return tenant.to_owned(),
        SentBy::Person => "person",
        SentBy::Backfill => "backfill",
    };
    format!("{word}:{tenant}").chars().take(GROUP).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_and_webhooks_of_one_tenant_are_two_groups() {
        assert_eq!(group(SentBy::Door, "acme"), "acme");
        assert_eq!(group(SentBy::Backfill, "acme"), "backfill:acme");
        assert_eq!(group(SentBy::Backfill, &"a".repeat(128)).len(), GROUP);
    }
}
