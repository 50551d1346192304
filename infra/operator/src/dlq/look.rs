//! The dead letters with their reasons, and how many share one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::connection::Connection;
use crate::dlq::letter::DeadLetter;
use crate::dlq::queue::Queue;
use crate::dlq::reasons::reasons;

/// The dead letters with their reasons, the oldest first. All of them stay.
pub(crate) async fn look(
    limit: usize,
    connection: &Connection,
    now: Timestamp,
) -> anyhow::Result<Vec<DeadLetter>> {
    let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
    let messages = queue.peek(limit).await?;
    Ok(reasons(messages, &connection.ledger(), now).await?)
}

/// How many share a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    /// In words.
    pub reason: String,
    /// How many messages.
    pub messages: usize,
}

/// The reasons of these, the most frequent first.
pub(crate) fn by_reason(letters: &[DeadLetter]) -> Vec<Reason> {
    let mut counts = BTreeMap::new();
    for letter in letters {
        let count: &mut usize = counts.entry(letter.why.clone()).or_default();
        *count = count.saturating_add(1);
    }
    let counts = counts.into_iter().map(|(reason, messages)| Reason { reason, messages });
    let mut reasons: Vec<Reason> = counts.collect();
    reasons.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.reason.cmp(&b.reason)));
    reasons
}

/// The same in lines.
pub(crate) fn reason_lines(letters: &[DeadLetter]) -> Vec<String> {
    by_reason(letters).into_iter().map(|it| format!("{:>6}  {}", it.messages, it.reason)).collect()
}
