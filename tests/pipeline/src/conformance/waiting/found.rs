//! What the index shows, and in which order.

use ledger::{LedgerTable, Priority, Waiter, WaitingPages, WaitingTable, turns};

use super::{Bench, minute};

impl<T: LedgerTable + WaitingTable + WaitingPages> Bench<T> {
    pub(super) async fn what_waits_is_found_in_turn(&self) {
        let places = [
            ("last", Priority::Backfill, "acme", 1),
            ("third", Priority::Webhook, "acme", 9),
            ("fourth", Priority::Webhook, "acme-2", 3),
            ("first", Priority::Person, "zed", 50),
            ("second", Priority::Webhook, "acme", 5),
        ];
        for (event, priority, tenant, due) in places {
            self.park(event, self.wait("turns", priority, tenant, due)).await;
        }
        let other = self.wait("another-lane", Priority::Person, "acme", 0);
        self.park("elsewhere", other).await;

        let found = self.found("turns", 5).await;
        let events: Vec<_> = found.iter().map(|waiter| waiter.event.clone()).collect();
        let in_turn = ["first", "second", "third", "fourth", "last"];
        assert_eq!(events, in_turn.map(|event| self.event(event)));
        let second = found.into_iter().nth(1).expect("a row");
        assert_eq!(second, self.shown("second").await);
        for event in in_turn.into_iter().chain(["elsewhere"]) {
            self.end(event).await;
        }
    }

    /// What the index is to show of a waiting row.
    pub(super) async fn shown(&self, event: &str) -> Waiter {
        let row = self.row(event).await;
        let wait = row.wait.expect("a wait");
        Waiter {
            event: row.event,
            token: row.token,
            turn: wait.turn,
            tenant: wait.tenant,
            cause: wait.cause,
            due: wait.due,
            parked_at: wait.parked_at,
            first_received: row.first_received,
            units: wait.units,
        }
    }

    pub(super) async fn what_is_due_is_found_for_one_tenant(&self) {
        let places = [
            ("due-5", Priority::Webhook, "acme", 5),
            ("due-1", Priority::Webhook, "acme", 1),
            ("due-5-too", Priority::Webhook, "acme", 5),
            ("due-6", Priority::Webhook, "acme", 6),
            ("due-other", Priority::Webhook, "acme-2", 1),
            ("due-slow", Priority::Backfill, "acme", 1),
        ];
        for (event, priority, tenant, due) in places {
            self.park(event, self.wait("due", priority, tenant, due)).await;
        }
        self.found("due", 6).await;
        assert_eq!(self.due(0, 9).await, Vec::<String>::new());
        assert_eq!(self.due(1, 9).await, [self.event("due-1")]);
        let (first, rest) = (self.due(5, 1).await, self.due(5, 9).await);
        assert_eq!(first, [self.event("due-1")], "the earliest first");
        let mut rest = rest.into_iter().skip(1).collect::<Vec<_>>();
        rest.sort();
        assert_eq!(rest, ["due-5", "due-5-too"].map(|event| self.event(event)));
        assert_eq!(self.due(5, 0).await, Vec::<String>::new());
        for (event, ..) in places {
            self.end(event).await;
        }
    }

    /// The events of one tenant and priority that are due.
    async fn due(&self, by: i64, limit: usize) -> Vec<String> {
        let turns = turns(Priority::Webhook, "acme");
        let page = self.table.page(&self.lane("due"), &format!("{turns}#"), None, 9).await;
        let found = page.expect("a table that answers").into_iter().filter_map(|seen| seen.waiter);
        let due = found.filter(|waiter| waiter.due <= minute(by)).take(limit);
        due.map(|waiter| waiter.event).collect()
    }

    pub(super) async fn only_what_waits_is_found(&self) {
        let wait = || self.wait("phases", Priority::Webhook, "acme", 1);
        let _claimed = self.win(&self.bid("claimed")).await;
        let done = self.win(&self.bid("done")).await;
        self.ledger.complete(done).await.expect("a table that answers");
        self.park("marked", wait()).await;
        let taken = self.park("taken", wait()).await;
        self.park("waits", self.wait("phases", Priority::Webhook, "acme", 2)).await;
        self.end("marked").await;
        let _claimed = self.win(&ledger::Bid { ticket: Some(taken), ..self.bid("taken") }).await;
        let found = self.found("phases", 1).await;
        assert_eq!(found.first().map(|waiter| &waiter.event), Some(&self.event("waits")));
        self.end("waits").await;
        self.found("phases", 0).await;
    }
}
