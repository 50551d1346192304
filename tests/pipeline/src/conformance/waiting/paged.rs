//! Pages of the index: every row once, also where rows share a turn.

use std::collections::BTreeSet;

use ledger::{
    LedgerTable, Place, Priority, Seen, WaitingPages, WaitingTable, past, tenant_of, turns,
};

use super::Bench;

impl<T: LedgerTable + WaitingTable + WaitingPages> Bench<T> {
    pub(super) async fn rows_of_one_moment_are_paged_each_once(&self) {
        let events = ["page-a", "page-b", "page-c", "page-d", "page-e"];
        for event in events {
            // All are paused until one moment.
            self.park(event, self.wait("pages", Priority::Webhook, "acme", 5)).await;
        }
        self.park("page-other", self.wait("pages", Priority::Webhook, "acme-2", 1)).await;
        self.park("page-slow", self.wait("pages", Priority::Backfill, "acme", 1)).await;
        self.found("pages", 7).await;

        let acme = format!("{}#", turns(Priority::Webhook, "acme"));
        let paged = self.pages("pages", &acme, 2).await;
        assert_eq!(paged.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        let paged: BTreeSet<_> = paged.concat().into_iter().map(|seen| seen.place.event).collect();
        assert_eq!(paged, events.map(|event| self.event(event)).into(), "of this tenant alone");
        let all = self.pages("pages", "", 3).await.concat();
        let turns: Vec<_> = all.iter().map(|seen| seen.place.turn.clone()).collect();
        assert!(turns.len() == 7 && turns.is_sorted(), "{turns:?}");
        for event in events.into_iter().chain(["page-other", "page-slow"]) {
            self.end(event).await;
        }
    }

    pub(super) async fn each_tenant_is_found_by_one_read(&self) {
        let places = [
            ("head-1", Priority::Webhook, "acme", 1),
            ("head-2", Priority::Webhook, "acme", 2),
            ("head-3", Priority::Webhook, "acme-2", 1),
            ("head-4", Priority::Backfill, "acme", 1),
        ];
        for (event, priority, tenant, due) in places {
            self.park(event, self.wait("heads", priority, tenant, due)).await;
        }
        self.found("heads", 4).await;
        let lane = self.lane("heads");
        let mut beyond = turns(Priority::Person, "");
        let mut heads = Vec::new();
        while let Some(seen) = self.table.head(&lane, &beyond).await.expect("a table that answers")
        {
            let priority = if heads.len() < 2 { Priority::Webhook } else { Priority::Backfill };
            beyond = past(priority, tenant_of(&seen.place.turn).expect("a tenant"));
            heads.push(seen);
        }
        let events: Vec<_> = heads.iter().map(|seen| seen.place.event.clone()).collect();
        assert_eq!(events, ["head-1", "head-3", "head-4"].map(|event| self.event(event)));
        let first = heads.into_iter().next().and_then(|seen| seen.waiter);
        assert_eq!(first, Some(self.shown("head-1").await), "all of the row that decides");
        for (event, ..) in places {
            self.end(event).await;
        }
    }

    /// Page after page, each behind the last row of the one before.
    async fn pages(&self, lane: &str, turns: &str, limit: usize) -> Vec<Vec<Seen>> {
        let (lane, mut pages) = (self.lane(lane), Vec::new());
        let mut behind: Option<Place> = None;
        loop {
            let page = self.table.page(&lane, turns, behind.as_ref(), limit).await;
            let page = page.expect("a table that answers");
            let is_last = page.len() < limit;
            behind = page.last().map(|seen| seen.place.clone());
            pages.push(page);
            if is_last {
                return pages;
            }
        }
    }
}
