//! One run: every feed by itself, page after page, until its end or the end of the run.

use budget::Gate;
use futures::StreamExt;
use futures::stream;
use ids::Ids;
use jiff::SignedDuration;
use ledger::Missing;
use secrets::Keyring;
use settings::{Settings, Source};
use thiserror::Error;

use crate::clock::Clock;
use crate::feed::Pages;
use crate::gaps::{self, Gaps, NoGaps};
use crate::measure;
use crate::outside::{Links, Outside};
use crate::send::Desk;
use crate::source::{End, Reader};

/// Feeds that are read at once: each has a page in memory.
const FEEDS_AT_ONCE: usize = 16;

/// Why a run failed. An invocation that says so raises the alarm on errors.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Failed {
    /// A table, the queue, the bucket or a key was not to be had for the feeds of these sources.
    #[error("not read on: {0}")]
    Feeds(String),
    /// It is not known which numbers did not come: no feed was searched for them.
    #[error(transparent)]
    Gaps(#[from] NoGaps),
}

/// Reads feeds, and sends what no webhook brought.
pub struct Reconcile<W: Outside> {
    sources: Vec<Source>,
    cursors: W::Cursors,
    feeds: W::Feeds,
    gate: Gate<W::Budget>,
    keyring: Keyring<W::Secrets>,
    gaps: W::Gaps,
    known: W::Known,
    bodies: W::Bodies,
    outbox: W::Outbox,
    ids: Ids,
}

impl<W: Outside> Reconcile<W> {
    /// A reader of the feeds of these settings.
    pub fn new(settings: Settings, links: Links<W>) -> Self {
        let Links { cursors, feeds, budget, gaps, known, outbox, bodies, secrets } = links;
        let sources = settings.sources.into_values().filter(|source| source.feed.is_some());
        Self {
            sources: sources.collect(),
            cursors,
            feeds,
            gate: Gate::new(budget),
            keyring: Keyring::new(secrets),
            gaps,
            known,
            bodies,
            outbox,
            ids: Ids::of_system(),
        }
    }

    /// The same, its stamps and request ids taken from here.
    #[must_use]
    pub fn with_ids(self, ids: Ids) -> Self {
        Self { gate: self.gate.with_ids(ids.clone()), ids, ..self }
    }

    /// Reads every feed, side by side: none waits for another.
    pub async fn run(&self, clock: &Clock) -> Result<(), Failed> {
        let missing = self.missing().await;
        let known = missing.as_ref().ok().and_then(Option::as_ref);
        let work = stream::iter(&self.sources).map(|source| self.read(source, known, clock));
        let ends: Vec<End> = work.buffer_unordered(FEEDS_AT_ONCE).collect().await;
        let behind = ends.iter().filter_map(|end| end.behind).max();
        let silent = ends.iter().filter(|end| end.is_silent).count();
        measure::ran(behind.unwrap_or(SignedDuration::ZERO), silent);
        let failed: Vec<String> = ends.into_iter().filter_map(|end| end.failed).collect();
        if !failed.is_empty() {
            return Err(Failed::Feeds(failed.join(", ")));
        }
        Ok(missing.map(|_| ())?)
    }

    /// Read only where a source has a feed and keeps order.
    async fn missing(&self) -> Result<Option<Missing>, NoGaps> {
        if self.sources.iter().any(|source| source.ordering.sequence().is_some()) {
            return self.gaps.missing().await;
        }
        Ok(None)
    }

    async fn read(&self, source: &Source, missing: Option<&Missing>, clock: &Clock) -> End {
        let Some(feed) = &source.feed else { return End::default() };
        let reader = Reader {
            source,
            feed,
            cursors: &self.cursors,
            pages: Pages {
                feeds: &self.feeds,
                gate: &self.gate,
                keyring: &self.keyring,
                ids: &self.ids,
            },
            desk: Desk {
                known: &self.known,
                bodies: &self.bodies,
                outbox: &self.outbox,
                ids: &self.ids,
            },
            ids: &self.ids,
            clock,
        };
        reader.run(gaps::of(missing, source.name.as_str(), clock.now())).await
    }
}
