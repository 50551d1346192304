//! Looking into a queue, and leaving it as it was.

use std::collections::BTreeMap;

use anyhow::Context;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry as Entry, Message, MessageSystemAttributeName,
};
use jiff::Timestamp;

/// How long a message is hidden at least once it was seen: short, should the listing die before
/// it shows them again.
const HIDDEN_S: i32 = 20;

/// How many messages a second the slowest listing reads: none may come back while it goes on.
const PER_SECOND: usize = 50;

/// SQS hides nothing for longer than 12 hours.
const MOST_S: i32 = 12 * 60 * 60;

/// What SQS gives and takes at once.
const PER_REQUEST: i32 = 10;

/// SQS asks all of its servers only if it may wait: less than a second finds some messages only.
const WAIT_S: i32 = 1;

/// A queue to look into.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    client: Client,
    url: String,
}

/// A message, with what SQS says of it.
#[derive(Clone, Debug)]
pub(crate) struct Peeked {
    /// SQS's id.
    pub message_id: String,
    /// What was sent. Never printed.
    pub body: String,
    /// When it was sent first: the dead-letter queue keeps the time.
    pub sent_at: Option<Timestamp>,
    /// How often it was received, in this queue and by looking at it too.
    pub receives: u32,
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
        let receipts: Vec<_> = seen.values().filter_map(Message::receipt_handle).collect();
        let shown = self.show_again(&receipts).await;
        found.and(shown)?;
        let mut peeked: Vec<_> = seen.into_values().filter_map(Peeked::of).collect();
        peeked.sort_by(|a, b| (a.sent_at, &a.message_id).cmp(&(b.sent_at, &b.message_id)));
        peeked.truncate(limit);
        Ok(peeked)
    }

    /// Until the queue has nothing that was not seen. A message seen twice has the later receipt,
    /// which is the one that counts.
    async fn receive_into(
        &self,
        seen: &mut BTreeMap<String, Message>,
        limit: usize,
    ) -> anyhow::Result<()> {
        while seen.len() < limit {
            let before = seen.len();
            for message in self.receive(hidden_s(limit)).await? {
                let id = message.message_id.clone().unwrap_or_default();
                seen.insert(id, message);
            }
            if seen.len() == before {
                break;
            }
        }
        Ok(())
    }

    async fn receive(&self, hidden_s: i32) -> anyhow::Result<Vec<Message>> {
        let request = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(PER_REQUEST)
            .visibility_timeout(hidden_s)
            .wait_time_seconds(WAIT_S)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp)
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount);
        let response = request.send().await;
        let response = response.with_context(|| format!("cannot look into {}", self.url))?;
        Ok(response.messages.unwrap_or_default())
    }

    async fn show_again(&self, receipts: &[&str]) -> anyhow::Result<()> {
        for few in receipts.chunks(PER_REQUEST.unsigned_abs() as usize) {
            let entries = few.iter().enumerate().map(entry).collect::<Result<_, _>>()?;
            let request = self.client.change_message_visibility_batch().queue_url(&self.url);
            let response = request.set_entries(Some(entries)).send().await;
            response
                .with_context(|| format!("messages of {} stay hidden for a while", self.url))?;
        }
        Ok(())
    }
}

fn hidden_s(limit: usize) -> i32 {
    i32::try_from(limit / PER_SECOND).unwrap_or(i32::MAX).clamp(HIDDEN_S, MOST_S)
}

fn entry((place, receipt): (usize, &&str)) -> anyhow::Result<Entry> {
    let entry = Entry::builder().id(place.to_string()).receipt_handle(*receipt);
    Ok(entry.visibility_timeout(0).build()?)
}

impl Peeked {
    fn of(message: Message) -> Option<Self> {
        let attributes = message.attributes.unwrap_or_default();
        let number = |name| attributes.get(&name)?.parse::<i64>().ok();
        let sent_ms = number(MessageSystemAttributeName::SentTimestamp);
        let receives = number(MessageSystemAttributeName::ApproximateReceiveCount);
        Some(Self {
            message_id: message.message_id?,
            body: message.body.unwrap_or_default(),
            sent_at: sent_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            receives: receives.and_then(|count| count.try_into().ok()).unwrap_or_default(),
        })
    }
}
