//! Telling SQS what becomes of each message.

use std::time::Duration;

use futures::StreamExt;

use crate::clock::HIDES;
use crate::event::{Disposal, Disposition, MAX_HIDE, Record};
use crate::settle::inbox::{Inbox, PER_REQUEST, Wait};

/// Hides messages. Holds: the queue.
#[derive(Debug)]
pub(crate) struct Hide<I> {
    inbox: I,
}

impl<I: Inbox> Hide<I> {
    pub fn new(inbox: I) -> Self {
        Self { inbox }
    }

    /// Hides what comes back, and names it: Lambda deletes the rest.
    pub async fn all(&self, ended: Vec<(Record, Disposition)>) -> Vec<String> {
        let (mut returned, mut waits) = (Vec::new(), Vec::new());
        for (record, disposition) in ended {
            match disposition.disposal() {
                Disposal::Acknowledge => {}
                Disposal::Return(hidden) => {
                    returned.push(record.message_id);
                    waits.push(Wait {
                        receipt_handle: record.receipt_handle,
                        hidden: whole_seconds(hidden),
                    });
                }
            }
        }
        let requests = waits.chunks(PER_REQUEST).map(|chunk| self.inbox.hide(chunk));
        let mut done = futures::stream::iter(requests).buffer_unordered(HIDES);
        while let Some(result) = done.next().await {
            if let Err(error) = result {
                // They come back all the same, when the queue's own visibility timeout ends.
                tracing::warn!(%error, "visibility not changed");
            }
        }
        returned
    }
}

/// SQS counts whole seconds; a wait is never shortened.
fn whole_seconds(wait: Duration) -> Duration {
    let whole = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    Duration::from_secs(whole).min(MAX_HIDE)
}

#[cfg(test)]
mod tests;
