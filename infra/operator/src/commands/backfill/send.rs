//! Sending what is to be sent, as fast as the queue takes it.

use std::cell::Cell;
use std::future::ready;
use std::pin::pin;

use envelope::ByOperator;
use futures::{StreamExt, stream};
use uuid::Uuid;

use super::estimate::Estimate;
use super::journal::Journal;
use super::prepared::Prepared;
use super::terms::Terms;
use crate::connection::Connection;
use crate::outbox::{BATCH, Outbox};
use crate::progress::bar;

/// Requests in flight at once.
const AT_ONCE: usize = 8;

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub sent: usize,
    /// Whether somebody stopped it before its end.
    pub interrupted: bool,
}

impl Sent {
    pub fn in_words(self) -> String {
        let how = if self.interrupted { ", then interrupted" } else { "" };
        format!("{} products sent{how}", self.sent)
    }
}

/// Sends every row that is to be sent, and notes each batch once the queue has it. Ctrl-C lets what is
/// under way come to its end, and begins nothing more.
pub(super) async fn send(
    prepared: &[Prepared],
    estimate: &Estimate,
    journal: Journal,
    terms: &Terms,
    connection: &Connection,
) -> anyhow::Result<Sent> {
    let rows = estimate.to_send(prepared);
    let (outbox, run) = (Outbox::of(connection), format!("backfill-{}", Uuid::new_v4().simple()));
    let mut journal = journal.open()?;
    let bar = bar(rows.len(), "sending");
    let is_stopped = Cell::new(false);
    let batches = stream::iter(rows.chunks(BATCH))
        .take_while(|_| ready(!is_stopped.get()))
        .map(|batch| send_batch(batch, &outbox, terms, &run))
        .buffer_unordered(AT_ONCE);
    let mut batches = pin!(batches);
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut sent = Sent::default();
    loop {
        let batch = tokio::select! {
            _ = &mut interrupted, if !is_stopped.get() => {
                is_stopped.set(true);
                continue;
            }
            batch = batches.next() => batch,
        };
        let Some(batch) = batch else { break };
        let batch = batch?;
        journal.note(batch.iter().map(|row| row.event_id.as_str()))?;
        sent.sent = sent.sent.saturating_add(batch.len());
        bar.inc(u64::try_from(batch.len()).unwrap_or_default());
    }
    bar.finish_and_clear();
    sent.interrupted = is_stopped.get() && sent.sent < rows.len();
    Ok(sent)
}

async fn send_batch<'p, 'r>(
    batch: &'p [&'r Prepared],
    outbox: &Outbox,
    terms: &Terms,
    run: &str,
) -> anyhow::Result<&'p [&'r Prepared]> {
    let now = terms.clock.now();
    let messages = batch.iter().map(|row| row.message(terms, run, now));
    let messages = messages.collect::<anyhow::Result<Vec<ByOperator>>>()?;
    outbox.send(&messages.iter().collect::<Vec<_>>()).await?;
    Ok(batch)
}
