//! Taking chosen messages out of a dead-letter queue, a few at a time: whatever is done with them is
//! done before they are deleted, so that whoever dies in between has lost none.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, Message};
use indicatif::ProgressBar;

use crate::dlq::queue::{PER_REQUEST, Queue, hidden_s};
use crate::trouble::Told;

/// After so many looks in a row that find nothing new, the rest is gone.
const VAIN: u32 = 3;

/// What became of the chosen messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Done with, and deleted.
    pub done: usize,
    /// Not done with: they stay in the queue.
    pub failed: usize,
    /// Done with, and not deleted: they are in the queue still, and may be taken once more.
    pub left: usize,
    /// Not found any more: somebody else took them, or they are hidden.
    pub gone: usize,
}

/// What is done with messages before they are deleted.
pub(crate) trait Done {
    /// Does it, and returns those with which it is done.
    fn with(
        &mut self,
        messages: Vec<Message>,
    ) -> impl Future<Output = anyhow::Result<Vec<Message>>>;
}

impl Queue {
    /// Takes the messages of these ids. All others are to be seen again afterwards.
    pub async fn take(
        &self,
        chosen: BTreeSet<String>,
        messages_in_all: usize,
        progress: &ProgressBar,
        done: &mut impl Done,
    ) -> anyhow::Result<Taken> {
        let mut others = BTreeMap::new();
        let mut taking = Taking { left: chosen, taken: Taken::default(), progress };
        let hidden_s = hidden_s(messages_in_all.saturating_mul(4)).max(120);
        let ended = self.take_all(&mut taking, hidden_s, &mut others, done).await;
        let others: Vec<String> = others.into_values().collect();
        let shown = self.show_again(&others).await;
        ended.and(shown)?;
        Ok(Taken { gone: taking.left.len(), ..taking.taken })
    }

    async fn take_all(
        &self,
        taking: &mut Taking<'_>,
        hidden_s: i32,
        others: &mut BTreeMap<String, String>,
        done: &mut impl Done,
    ) -> anyhow::Result<()> {
        let mut vain = 0;
        while !taking.left.is_empty() && vain < VAIN {
            let (chosen, passed) = taking.part(self.receive(hidden_s).await?);
            let before = others.len();
            others.extend(passed.into_iter().filter_map(id_and_receipt));
            let is_new = !chosen.is_empty() || others.len() > before;
            vain = if is_new { 0 } else { vain + 1 };
            self.take_few(taking, chosen, done).await?;
        }
        Ok(())
    }

    async fn take_few(
        &self,
        taking: &mut Taking<'_>,
        messages: Vec<Message>,
        done: &mut impl Done,
    ) -> anyhow::Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let count = messages.len();
        let through = done.with(messages).await?;
        let deleted = self.delete(&through).await?;
        taking.count(count, through.len(), deleted);
        Ok(())
    }

    /// How many of them are deleted.
    async fn delete(&self, messages: &[Message]) -> anyhow::Result<usize> {
        let receipts = messages.iter().filter_map(|message| message.receipt_handle.as_deref());
        let receipts: Vec<&str> = receipts.collect();
        let mut deleted = 0_usize;
        for few in receipts.chunks(PER_REQUEST) {
            let entries = few.iter().enumerate().map(entry).collect::<Result<_, _>>()?;
            let request = self.client.delete_message_batch().queue_url(&self.url);
            let response = request.set_entries(Some(entries)).send().await;
            let response = response.told(
                "messages are done with and not deleted; the command may be run again, since a \
                 repeat changes nothing",
            )?;
            deleted = deleted.saturating_add(response.successful.len());
        }
        Ok(deleted)
    }
}

/// A message that is received again has another receipt, and only that one counts.
fn id_and_receipt(message: Message) -> Option<(String, String)> {
    Some((message.message_id?, message.receipt_handle?))
}

fn entry((place, receipt): (usize, &&str)) -> anyhow::Result<DeleteMessageBatchRequestEntry> {
    let entry = DeleteMessageBatchRequestEntry::builder().id(place.to_string());
    Ok(entry.receipt_handle(*receipt).build()?)
}

/// How far it went.
struct Taking<'p> {
    left: BTreeSet<String>,
    taken: Taken,
    progress: &'p ProgressBar,
}

impl Taking<'_> {
    /// The chosen messages, each once, and all others.
    fn part(&mut self, messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
        let left = &mut self.left;
        let is_chosen =
            |message: &Message| message.message_id.as_ref().is_some_and(|id| left.remove(id));
        messages.into_iter().partition(is_chosen)
    }

    fn count(&mut self, messages: usize, through: usize, deleted: usize) {
        let taken = &mut self.taken;
        taken.done = taken.done.saturating_add(deleted);
        taken.left = taken.left.saturating_add(through.saturating_sub(deleted));
        taken.failed = taken.failed.saturating_add(messages.saturating_sub(through));
        self.progress.inc(u64::try_from(messages).unwrap_or(u64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str) -> Message {
        Message::builder().message_id(id).build()
    }

    #[test]
    fn each_chosen_message_is_taken_once_and_no_other() {
        let progress = ProgressBar::hidden();
        let left = ["a", "b"].map(str::to_owned).into();
        let mut taking = Taking { left, taken: Taken::default(), progress: &progress };
        let ids = |messages: Vec<Message>| {
            messages.into_iter().filter_map(|message| message.message_id).collect::<Vec<_>>()
        };
        let (chosen, others) = taking.part(vec![message("a"), message("x")]);
        assert_eq!((ids(chosen), ids(others)), (vec!["a".to_owned()], vec!["x".to_owned()]));
        let (chosen, others) = taking.part(vec![message("a"), message("b")]);
        assert_eq!((ids(chosen), ids(others)), (vec!["b".to_owned()], vec!["a".to_owned()]));
    }

    #[test]
    fn what_failed_and_what_was_not_deleted_are_told_apart() {
        let progress = ProgressBar::hidden();
        let mut taking =
            Taking { left: BTreeSet::new(), taken: Taken::default(), progress: &progress };
        taking.count(10, 7, 5);
        assert_eq!(taking.taken, Taken { done: 5, failed: 3, left: 2, gone: 0 });
    }
}
