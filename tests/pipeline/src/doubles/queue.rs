//! The queue, on a clock that jumps from one visible message to the next.

use std::time::Duration;

use consumer::{Message, Record};
use jiff::Timestamp;
use ledger::{Row, Wait, WaitingTable};

use crate::doubles::{MemoryInbox, MemoryLedger};
use crate::scene::dispatched;

/// For how long a received message is hidden, unless the consumer says otherwise: the template's
/// `VisibilityTimeout`.
pub const VISIBILITY: Duration = Duration::from_mins(18);

/// How often a message is received before it is moved: the template's `maxReceiveCount`.
pub const MAX_RECEIVES: u32 = 25;

/// The queue, and the dead-letter queue behind it.
#[derive(Debug, Default)]
pub struct MemoryQueue {
    waiting: Vec<(Timestamp, Message)>,
    /// What was received too often.
    pub dead: Vec<Message>,
}

impl MemoryQueue {
    /// Takes a message that nobody received yet, visible from `sent_at`.
    pub fn send(&mut self, mut message: Message) {
        message.record.receives = 0;
        self.waiting.push((message.record.sent_at, message));
    }

    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// When the next message is visible.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.waiting.iter().map(|(visible, _)| *visible).min()
    }

    /// The same, with what waits outside the queue: whatever is due by then is sent first, as the
    /// dispatcher does.
    pub async fn next_with(&mut self, ledger: &MemoryLedger) -> Option<Timestamp> {
        self.next_look(ledger, Duration::ZERO).await
    }

    /// The same, by a dispatcher that looks so long after something is due.
    pub async fn next_look(&mut self, ledger: &MemoryLedger, late: Duration) -> Option<Timestamp> {
        let waits: Vec<(Row, Wait)> =
            ledger.rows().into_iter().filter_map(|row| Some((row.clone(), row.wait?))).collect();
        let due = waits.iter().map(|(_, wait)| wait.due).min();
        let now = [self.next_at(), due].into_iter().flatten().min()? + late;
        for (row, wait) in waits.into_iter().filter(|(_, wait)| wait.due <= now) {
            self.send(dispatched(&row.message, &wait.envelope, &row.token, now));
            let expires_at = now + Duration::from_secs(wait.retention_s);
            ledger.mark(&row.event, &row.token, expires_at).await.expect("a table that answers");
        }
        Some(now)
    }

    /// Hands out what is visible at `now`, by its ids in their order; what was handed out
    /// too often already is moved.
    pub fn receive(&mut self, now: Timestamp) -> Vec<Message> {
        let (due, rest) = self.waiting.drain(..).partition(|(visible, _)| *visible <= now);
        self.waiting = rest;
        let due: Vec<(Timestamp, Message)> = due;
        let (mut due, dead): (Vec<_>, Vec<_>) = due
            .into_iter()
            .map(|(_, message)| received(message))
            .partition(|message| message.record.receives <= MAX_RECEIVES);
        self.dead.extend(dead);
        due.sort_by(|one, other| one.record.message_id.cmp(&other.record.message_id));
        due
    }

    /// An invocation that began at `began` returned these ids of what it was handed: the rest is
    /// deleted. One that died returned nothing, and deletes nothing.
    pub fn end(
        &mut self,
        batch: Vec<Message>,
        returned: Option<&[String]>,
        inbox: &MemoryInbox,
        began: Timestamp,
    ) {
        let stays = |message: &Message| {
            returned.is_none_or(|returned| returned.contains(&message.record.message_id))
        };
        for message in batch.into_iter().filter(stays) {
            let hidden = inbox.hidden(&message.record.receipt_handle);
            self.waiting.push((began + hidden.unwrap_or(VISIBILITY), message));
        }
    }
}

/// The message as it is handed out once more: each receipt is a new one.
fn received(Message { record, body }: Message) -> Message {
    let receives = record.receives + 1;
    let receipt_handle = format!("receipt-{}-{receives}", record.message_id);
    Message { record: Record { receives, receipt_handle, ..record }, body }
}
