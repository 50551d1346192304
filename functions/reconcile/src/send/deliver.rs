//! Seal, leave out what is known, store, send: all of a page, or nothing of it counts.

use std::time::Duration;

use bodies::BodyStore;
use futures::StreamExt;
use futures::stream;
use ids::Ids;
use jiff::Timestamp;
use mapping::FeedEntry;
use settings::{Feed, Source};
use thiserror::Error;
use tokio::time::sleep;

use crate::known::Known;
use crate::send::letter::{Draft, Letter};
use crate::send::outbox::Outbox;
use crate::send::pack::packs;

/// Requests to the queue, and bodies on their way to the bucket, at once.
const AT_ONCE: usize = 4;

/// How often a message is sent that the queue does not take.
const ATTEMPTS: u32 = 3;

/// What is waited before the second attempt; twice as long before the next.
const PAUSE: Duration = Duration::from_millis(200);

/// Why the queue may not have all of a page. What it has is sent again with the page, and is a copy
/// then.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Undelivered {
    /// It is not known what is known.
    #[error(transparent)]
    Ledger(#[from] crate::known::UnknownNow),
    /// A long body could not be stored.
    #[error(transparent)]
    Bodies(#[from] bodies::Unavailable),
    /// So many messages were not taken.
    #[error("the queue did not take {0} messages")]
    Queue(usize),
}

/// What became of a page's entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Those that the queue has.
    pub sent: usize,
    /// Those that the ledger knew.
    pub known: usize,
    /// Those among the sent that cannot be read.
    pub unread: usize,
}

/// Delivers pages. Holds: the ledger (read only), the bucket, the queue.
#[derive(Debug)]
pub struct Desk<'l, K, B, O> {
    pub known: &'l K,
    pub bodies: &'l B,
    pub outbox: &'l O,
    pub ids: &'l Ids,
}

impl<K: Known, B: BodyStore, O: Outbox> Desk<'_, K, B, O> {
    /// Sends every entry that the ledger does not know. Done once the queue has all of them.
    pub async fn deliver(
        &self,
        entries: Vec<FeedEntry>,
        of: (&Source, &Feed),
        now: Timestamp,
    ) -> Result<Delivered, Undelivered> {
        let drafts: Vec<Draft> =
            entries.into_iter().map(|entry| Draft::of(entry, of, self.ids.next(), now)).collect();
        let keys: Vec<String> = drafts.iter().map(Draft::key).collect();
        let known = self.known.known(&keys, now).await?;
        let news = drafts.into_iter().zip(keys).filter(|(_, key)| !known.contains(key));
        let news: Vec<Draft> = news.map(|(draft, _)| draft).collect();
        let unread = news.iter().filter_map(Draft::unread);
        let unread = unread.inspect(|reason| log_unread(of.0, reason)).count();
        let letters = self.store(news).await?;
        let sent = letters.len();
        self.send(letters).await?;
        Ok(Delivered { sent, known: known.len(), unread })
    }

    /// The store has a body before the queue has its key.
    async fn store(&self, drafts: Vec<Draft>) -> Result<Vec<Letter>, Undelivered> {
        let puts = drafts.into_iter().map(async |draft| {
            if let Some(unstored) = draft.unstored() {
                self.bodies.put(unstored.key(), unstored.body().clone()).await?;
            }
            Ok::<Letter, bodies::Unavailable>(draft.stored())
        });
        let stored: Vec<_> = stream::iter(puts).buffered(AT_ONCE).collect().await;
        Ok(stored.into_iter().collect::<Result<Vec<Letter>, _>>()?)
    }

    /// What the queue refuses is sent again, by itself.
    async fn send(&self, letters: Vec<Letter>) -> Result<(), Undelivered> {
        let mut left = letters;
        for attempt in 0..ATTEMPTS {
            if left.is_empty() {
                return Ok(());
            }
            if attempt > 0 {
                sleep(PAUSE.saturating_mul(attempt)).await;
            }
            let sends = packs(left).into_iter().map(|pack| self.send_pack(pack));
            let refused: Vec<Vec<Letter>> = stream::iter(sends).buffered(AT_ONCE).collect().await;
            left = refused.concat();
        }
        if left.is_empty() { Ok(()) } else { Err(Undelivered::Queue(left.len())) }
    }

    /// Those that the queue has not taken.
    async fn send_pack(&self, pack: Vec<Letter>) -> Vec<Letter> {
        match self.outbox.send(&pack).await {
            Ok(codes) => {
                let codes = codes.into_iter().chain(std::iter::repeat(Some("NoAnswer".to_owned())));
                let refused = pack.into_iter().zip(codes).filter_map(|(letter, code)| {
                    let code = code?;
                    let event = letter.sealed.envelope().key();
                    tracing::warn!(event, code, "not enqueued: the queue did not take it");
                    Some(letter)
                });
                refused.collect()
            }
            Err(error) => {
                tracing::warn!(events = pack.len(), %error, "not enqueued");
                pack
            }
        }
    }
}

fn log_unread(source: &Source, reason: &str) {
    tracing::warn!(source = %source.name, reason, "a polled event cannot be read");
}
