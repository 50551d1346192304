//! Sends dead messages to the queue again, as they were, and no faster than asked.

use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::Message;

use crate::dlq::pack::{entry, packs};
use crate::dlq::taken::Done;
use crate::output;
use crate::trouble::Told;

/// The way back into the queue.
#[derive(Debug)]
pub(crate) struct Resend {
    client: Client,
    queue_url: String,
    /// Messages a second.
    rate: u32,
}

impl Resend {
    /// To the queue at `queue_url`, at most `rate` messages a second.
    pub fn new(client: Client, queue_url: String, rate: u32) -> Self {
        Self { client, queue_url, rate }
    }

    /// Which of these the queue has.
    async fn send(&self, messages: &[Message]) -> anyhow::Result<Vec<Message>> {
        let entries = messages.iter().enumerate().map(|(place, it)| entry(&place.to_string(), it));
        let entries = entries.collect::<Result<_, _>>()?;
        let request = self.client.send_message_batch().queue_url(&self.queue_url);
        let response = request.set_entries(Some(entries)).send().await;
        let response = response.told("the queue takes no message")?;
        for refused in &response.failed {
            output::complain(&format!("the queue took one message not: {}", refused.code));
        }
        let is_taken =
            |place: usize| response.successful.iter().any(|it| it.id == place.to_string());
        let taken = messages.iter().enumerate().filter(|(place, _)| is_taken(*place));
        Ok(taken.map(|(_, message)| message.clone()).collect())
    }
}

impl Done for Resend {
    async fn with(&mut self, messages: Vec<Message>) -> anyhow::Result<Vec<Message>> {
        let mut taken = Vec::new();
        for pack in packs(&messages) {
            let few = messages.get(pack).unwrap_or_default();
            taken.extend(self.send(few).await?);
            tokio::time::sleep(pause(few.len(), self.rate)).await;
        }
        Ok(taken)
    }
}

/// How long so many messages take at this rate.
fn pause(messages: usize, rate: u32) -> Duration {
    let messages = u32::try_from(messages).unwrap_or(u32::MAX);
    Duration::from_secs(1).saturating_mul(messages) / rate.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_in_messages_a_second() {
        assert_eq!(pause(10, 20), Duration::from_millis(500));
        assert_eq!(pause(10, 1), Duration::from_secs(10));
        assert_eq!(pause(1, 0), Duration::from_secs(1));
    }
}
