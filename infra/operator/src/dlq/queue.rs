//! Looking into a queue, and leaving it as it was.

use std::collections::BTreeMap;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry as Entry, Message, MessageSystemAttributeName,
};

use crate::dlq::message::Peeked;
use crate::trouble::Told;

/// How long a message is hidden at least once it was seen: short, should the listing die before
/// it shows them again.
const HIDDEN_S: i32 = 20;

/// How many messages a second the slowest listing reads: none may come back while it goes on.
const PER_SECOND: usize = 50;

/// SQS hides nothing for longer than 12 hours.
const MOST_S: i32 = 12 * 60 * 60;

/// What SQS gives and takes at once.
pub(crate) const PER_REQUEST: usize = 10;

/// SQS asks all of its servers only if it may wait: less than a second finds some messages only.
const WAIT_S: i32 = 1;

/// A queue to look into.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(super) client: Client,
    pub(super) url: String,
}

impl Queue {
    /// The queue at `url`.
    pub fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }

    /// Up to `limit` messages, the oldest first. They stay where they are, and are to be seen
    /// again at once.
    pub async fn peek(&self, limit: usize) -> anyhow::Result<Vec<Peeked>> {
        let mut seen = BTreeMap::new();
        let found = self.receive_into(&mut seen, limit).await;
        let receipts: Vec<String> = seen.values().map(|peeked| peeked.receipt.clone()).collect();
        let shown = self.show_again(&receipts).await;
        found.and(shown)?;
        let mut peeked: Vec<_> = seen.into_values().collect();
        peeked.sort_by(|a, b| (a.sent_at, &a.message_id).cmp(&(b.sent_at, &b.message_id)));
        peeked.truncate(limit);
        Ok(peeked)
    }

    /// Until the queue has nothing that was not seen. A message seen twice has the later receipt,
    /// which is the one that counts.
    async fn receive_into(
        &self,
        seen: &mut BTreeMap<String, Peeked>,
        limit: usize,
    ) -> anyhow::Result<()> {
        while seen.len() < limit {
            let before = seen.len();
            for message in self.receive(hidden_s(limit)).await? {
                let peeked = Peeked::of(&message);
                seen.extend(peeked.map(|peeked| (peeked.message_id.clone(), peeked)));
            }
            if seen.len() == before {
                break;
            }
        }
        Ok(())
    }

    /// Some messages, hidden from everybody else for so long; none where there are none.
    pub(super) async fn receive(&self, hidden_s: i32) -> anyhow::Result<Vec<Message>> {
        let request = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(i32::try_from(PER_REQUEST).unwrap_or(1))
            .visibility_timeout(hidden_s)
            .wait_time_seconds(WAIT_S)
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let response = request.send().await.told(&format!("cannot look into {}", self.url))?;
        Ok(response.messages.unwrap_or_default())
    }

    /// Ends the hiding of messages.
    pub(super) async fn show_again(&self, receipts: &[String]) -> anyhow::Result<()> {
        for few in receipts.chunks(PER_REQUEST) {
            let entries = few.iter().enumerate().map(entry).collect::<Result<_, _>>()?;
            let request = self.client.change_message_visibility_batch().queue_url(&self.url);
            let response = request.set_entries(Some(entries)).send().await;
            response.told(&format!("messages of {} stay hidden for a while", self.url))?;
        }
        Ok(())
    }
}

/// How long messages have to be hidden of which so many are read.
pub(super) fn hidden_s(messages: usize) -> i32 {
    i32::try_from(messages / PER_SECOND).unwrap_or(i32::MAX).clamp(HIDDEN_S, MOST_S)
}

fn entry((place, receipt): (usize, &String)) -> anyhow::Result<Entry> {
    let entry = Entry::builder().id(place.to_string()).receipt_handle(receipt);
    Ok(entry.visibility_timeout(0).build()?)
}
