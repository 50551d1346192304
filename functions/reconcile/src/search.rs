//! A feed is asked for what a gap lacks: read again from before it, some pages a run.

use bodies::BodyStore;
use budget::BudgetTable;
use cursors::{CursorTable, Fault, Memory, PageSays, Seeking, Stamped};
use ledger::Gap;
use secrets::SecretStore;

use crate::feed::{Feeds, NoPage};
use crate::known::Known;
use crate::measure;
use crate::send::Outbox;
use crate::source::{Broken, Reader};

/// Pages of one run: a search never takes all of a feed's rate for long.
const PAGES: usize = 20;

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
    /// Reads on in the search that is under way, or that is due for these gaps. The ledger drops
    /// what is known already; what waits for a number is woken by whoever records it.
    pub async fn search(&self, gap: Option<Gap>) -> Result<(), Broken> {
        let Some(mut stood) = self.cursors.look(self.source.name.as_str()).await? else {
            return Ok(());
        };
        let mut memory = Memory::default();
        for _ in 0..PAGES {
            let now = self.clock.now();
            let cursor = &stood.cursor;
            if !cursor.is_of(self.feed) || now < cursor.retry_at() {
                return Ok(());
            }
            let Some(seeking) = cursor.seek(self.feed, gap, now) else { return Ok(()) };
            match self.search_page(&seeking, &stood.stamp, &mut memory).await? {
                Some(next) => stood = next,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// One page: asked for, sent, put on record. Nothing where the search does not go on in this
    /// run.
    async fn search_page(
        &self,
        seeking: &Seeking,
        was: &str,
        memory: &mut Memory,
    ) -> Result<Option<Stamped>, Broken> {
        let of = (self.source, self.feed);
        let page = match self.pages.page(of, seeking.head(), self.clock).await {
            Ok(page) => page,
            Err(NoPage::Fault(fault, said)) => {
                return self.end_search(seeking, fault, &said, was).await;
            }
            Err(NoPage::NotNow(_) | NoPage::NoTime) => return Ok(None),
            Err(none @ (NoPage::NoKey(_) | NoPage::Budget(_))) => return Err(Broken::Page(none)),
        };
        let read = seeking.read(&PageSays::from(&page), self.feed, memory);
        if read.as_ref().map_or_else(|fault| fault.has_entries(), |_| true) {
            self.deliver(page).await?;
        }
        match read {
            Ok(read) => {
                measure::read(self.source.name.as_str(), "search");
                let stands = self.swap(read.cursor, Some(was)).await?;
                Ok(stands.filter(|_| !read.is_end))
            }
            Err(fault) => self.end_search(seeking, fault, &fault.to_string(), was).await,
        }
    }

    async fn end_search(
        &self,
        seeking: &Seeking,
        fault: Fault,
        said: &str,
        was: &str,
    ) -> Result<Option<Stamped>, Broken> {
        let name = self.source.name.as_str();
        measure::read(name, fault.word());
        tracing::warn!(source = name, fault = fault.word(), reason = said, "not searched on");
        self.swap(seeking.ends(), Some(was)).await?;
        Ok(None)
    }
}
