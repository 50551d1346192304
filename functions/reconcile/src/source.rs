//! One feed: a page is read and sent, then put on record, and the next one asked for.

use bodies::BodyStore;
use budget::BudgetTable;
use cursors::{
    Asking, Cursor, CursorTable, Fault, Memory, PageSays, Stamped, Swapped, Unavailable,
};
use ids::Ids;
use jiff::SignedDuration;
use ledger::Gap;
use mapping::FeedPage;
use secrets::SecretStore;
use settings::{Feed, Source};
use thiserror::Error;
use tokio::time::timeout;

use crate::clock::Clock;
use crate::feed::{Feeds, NoPage, Pages};
use crate::known::Known;
use crate::measure;
use crate::send::{Delivered, Desk, Outbox, Undelivered};

/// From how far behind on people are told in the log.
const BEHIND: SignedDuration = SignedDuration::from_mins(5);

/// What reads one feed.
pub(crate) struct Reader<'r, C, F, B, S, K, P, O> {
    pub source: &'r Source,
    pub feed: &'r Feed,
    pub cursors: &'r C,
    pub pages: Pages<'r, F, B, S>,
    pub desk: Desk<'r, K, P, O>,
    pub ids: &'r Ids,
    pub clock: &'r Clock,
}

/// How a run ended for one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct End {
    /// How long ago it was last read to its end; nothing where that is not known.
    pub behind: Option<SignedDuration>,
    /// Whether nothing came for too long.
    pub is_silent: bool,
    /// The source's name, if something of ours did not answer.
    pub failed: Option<String>,
}

/// Something of ours did not answer: the cursor stays, and the next run tries again.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Broken {
    #[error(transparent)]
    Cursor(#[from] Unavailable),
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
    #[error("the page was not delivered in time")]
    Late,
    #[error("{0}")]
    Page(NoPage),
}

/// What comes after a page.
enum Next {
    /// Another one.
    Page(Stamped),
    /// Nothing in this run. This is on record.
    Stop(Cursor),
    /// Nothing in this run: another one has moved the cursor.
    Overtaken,
}

impl<C, F, B, S, K, P, O> Reader<'_, C, F, B, S, K, P, O>
where
    C: CursorTable,
    F: Feeds,
    B: BudgetTable,
    S: SecretStore,
    K: Known,
    P: BodyStore,
    O: Outbox,
{
    /// Reads the feed to its end, or as far as the run goes.
    ///
    /// `gap`: the numbers that its source lacks.
    pub async fn run(&self, gap: Option<Gap>) -> End {
        let name = self.source.name.as_str();
        let mut last = None;
        let mut ended = self.pages_of(&mut last).await;
        if ended.is_ok() && (gap.is_some() || last.as_ref().is_some_and(Cursor::is_seeking)) {
            ended = self.search(gap).await;
        }
        let (now, failed) = (self.clock.now(), ended.is_err());
        if let Err(error) = ended {
            tracing::error!(source = name, %error, "not read on");
        }
        let behind = last.as_ref().map(|cursor| cursor.behind(now));
        if let Some(behind) = behind.filter(|behind| *behind >= BEHIND) {
            tracing::warn!(source = name, behind_s = behind.as_secs(), "behind its feed");
        }
        let is_silent = last.is_some_and(|cursor| cursor.is_silent(self.feed, now));
        if is_silent {
            tracing::warn!(source = name, "silent: nothing new in its feed for too long");
        }
        End { behind, is_silent, failed: failed.then(|| name.to_owned()) }
    }

    /// `last` learns what was on record last.
    async fn pages_of(&self, last: &mut Option<Cursor>) -> Result<(), Broken> {
        let mut stood = self.cursors.look(self.source.name.as_str()).await?;
        let mut memory = Memory::default();
        loop {
            let now = self.clock.now();
            let cursor = match &stood {
                Some(stamped) if stamped.cursor.is_of(self.feed) => stamped.cursor.clone(),
                Some(_) | None => Cursor::begin(self.feed, now),
            };
            *last = Some(cursor.clone());
            if now < cursor.retry_at() {
                return Ok(());
            }
            let was = stood.as_ref().map(|stamped| stamped.stamp.as_str());
            match self.page(cursor.ask(self.feed, now), was, &mut memory).await? {
                Next::Page(stamped) => stood = Some(stamped),
                Next::Stop(cursor) => {
                    *last = Some(cursor);
                    return Ok(());
                }
                Next::Overtaken => return Ok(()),
            }
        }
    }

    /// One page: asked for, sent, put on record.
    async fn page(
        &self,
        asking: Asking,
        was: Option<&str>,
        memory: &mut Memory,
    ) -> Result<Next, Broken> {
        let page = match self.pages.page((self.source, self.feed), asking.head(), self.clock).await
        {
            Ok(page) => page,
            Err(none) => return self.none(none, asking, was).await,
        };
        let says = PageSays::from(&page);
        let read = asking.read(&says, self.feed, memory, self.clock.now());
        let counts = read.as_ref().map_or_else(|fault| fault.has_entries(), |_| true);
        if counts && !asking.skips() {
            self.deliver(page).await?;
        }
        let read = match read {
            Ok(read) => read,
            Err(fault) => return self.fault(fault, &fault.to_string(), asking, was).await,
        };
        measure::read(self.source.name.as_str(), "page");
        match self.swap(read.cursor, was).await? {
            None => Ok(Next::Overtaken),
            Some(stamped) if read.is_end => Ok(Next::Stop(stamped.cursor)),
            Some(stamped) => Ok(Next::Page(stamped)),
        }
    }

    pub(crate) async fn deliver(&self, page: FeedPage) -> Result<Delivered, Broken> {
        let of = (self.source, self.feed);
        let delivery = self.desk.deliver(page.entries, of, self.clock.now());
        let delivered =
            timeout(self.clock.until_last(), delivery).await.map_err(|_| Broken::Late)??;
        let name = self.source.name.as_str();
        measure::delivered(name, delivered);
        let Delivered { sent, known, unread } = delivered;
        if sent > 0 {
            tracing::info!(source = name, sent, known, unread, "enqueued what was polled");
        }
        Ok(delivered)
    }

    /// No page: the feed's fault is put on record, a wait is not.
    async fn none(&self, none: NoPage, asking: Asking, was: Option<&str>) -> Result<Next, Broken> {
        let name = self.source.name.as_str();
        match none {
            NoPage::Fault(fault, said) => self.fault(fault, &said, asking, was).await,
            NoPage::NotNow(until) => {
                measure::read(name, "not_now");
                tracing::warn!(source = name, %until, "its feed is not to be asked now");
                self.stay(asking, was).await
            }
            NoPage::NoTime => self.stay(asking, was).await,
            NoPage::NoKey(_) | NoPage::Budget(_) => {
                measure::read(name, "no_key");
                Err(Broken::Page(none))
            }
        }
    }

    /// What is on record stays, but for a feed that was never read: it is remembered when it was
    /// first to be.
    async fn stay(&self, asking: Asking, was: Option<&str>) -> Result<Next, Broken> {
        let cursor = asking.stays();
        if was.is_none() {
            let written = self.swap(cursor, was).await?;
            return Ok(written.map_or(Next::Overtaken, |stamped| Next::Stop(stamped.cursor)));
        }
        Ok(Next::Stop(cursor))
    }

    async fn fault(
        &self,
        fault: Fault,
        said: &str,
        asking: Asking,
        was: Option<&str>,
    ) -> Result<Next, Broken> {
        let name = self.source.name.as_str();
        measure::read(name, fault.word());
        tracing::warn!(source = name, fault = fault.word(), reason = said, "no page of its feed");
        let cursor = asking.fault(fault, self.clock.now());
        let written = self.swap(cursor, was).await?;
        Ok(written.map_or(Next::Overtaken, |stamped| Next::Stop(stamped.cursor)))
    }

    /// Nothing if another run has moved the cursor meanwhile.
    pub(crate) async fn swap(
        &self,
        cursor: Cursor,
        was: Option<&str>,
    ) -> Result<Option<Stamped>, Broken> {
        let new = Stamped { cursor, stamp: self.ids.next() };
        Ok(match self.cursors.swap(self.source.name.as_str(), &new, was).await? {
            Swapped::Yes => Some(new),
            Swapped::No => None,
        })
    }
}
