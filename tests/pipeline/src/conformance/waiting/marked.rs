//! How a wait ends: by a mark, or by its message; and how it ends sooner.

use futures::StreamExt;
use ledger::{
    Bid, Claiming, LedgerTable, Marked, Phase, Priority, Row, Wait, WaitingPages, WaitingTable,
    turn,
};

use super::{Bench, minute};

impl<T: LedgerTable + WaitingTable + WaitingPages> Bench<T> {
    pub(super) async fn a_mark_ends_the_wait_and_nothing_else(&self) {
        let token = self.park("mark", self.wait("mark", Priority::Webhook, "acme", 1)).await;
        let before = self.row("mark").await;
        let marked = self.table.mark(&before.event, &token, minute(90)).await;
        assert_eq!(marked, Ok(Marked::Yes));
        let after = Row {
            phase: Phase::Released,
            wait: None,
            expires_at: Some(minute(90)),
            ..before.clone()
        };
        assert_eq!(self.row("mark").await, after, "what was counted and heard stays");
        assert_eq!(self.table.mark(&before.event, &token, minute(91)).await, Ok(Marked::No));
        assert_eq!(self.row("mark").await, after, "once");
    }

    pub(super) async fn a_mark_of_another_wait_changes_nothing(&self) {
        self.park("other", self.wait("other", Priority::Webhook, "acme", 1)).await;
        let before = self.row("other").await;
        let marked = self.table.mark(&before.event, "an earlier token", minute(90)).await;
        assert_eq!((marked, self.row("other").await), (Ok(Marked::No), before));
        self.end("other").await;

        let absent = self.event("never-claimed");
        assert_eq!(self.table.mark(&absent, "token", minute(90)).await, Ok(Marked::No));
        assert_eq!(self.table.look(&absent).await, Ok(None), "a mark makes no row");

        let claim = self.win(&self.bid("worked-on")).await;
        let row = self.row("worked-on").await;
        let marked = self.table.mark(&row.event, claim.token(), minute(90)).await;
        assert_eq!((marked, self.row("worked-on").await), (Ok(Marked::No), row));
    }

    pub(super) async fn a_wake_up_brings_the_due_time_forward_only(&self) {
        let token = self.park("wake", self.wait("wake", Priority::Webhook, "acme", 9)).await;
        let before = self.row("wake").await;
        let wake = |token: String, due: i64| {
            let event = before.event.clone();
            async move { self.table.wake(&event, &token, minute(due)).await }
        };
        for (token, due) in [(&token, 10), (&token, 9), (&"an earlier token".to_owned(), 1)] {
            assert_eq!(wake(token.clone(), due).await, Ok(Marked::No), "{due}");
            assert_eq!(self.row("wake").await, before);
        }
        assert_eq!(wake(token.clone(), 5).await, Ok(Marked::Yes));
        let wait = before.wait.clone().map(|wait| Wait {
            due: minute(5),
            turn: turn(Priority::Webhook, "acme", minute(5)),
            ..wait
        });
        assert_eq!(self.row("wake").await, Row { wait, ..before.clone() });
        self.end("wake").await;
        assert_eq!(wake(token, 1).await, Ok(Marked::No), "it waits no more");
        let absent = self.event("never-parked");
        assert_eq!(self.table.wake(&absent, "token", minute(1)).await, Ok(Marked::No));
    }

    /// Each has read the row before another one changed it.
    pub(super) async fn the_earliest_of_many_wake_ups_at_once_stands(&self) {
        let wait = self.wait("at-once", Priority::Webhook, "acme", 30);
        let (token, event) = (self.park("wakes", wait).await, self.event("wakes"));
        let wakes = (1..=16).map(|due| self.table.wake(&event, &token, minute(due)));
        let marked: Vec<_> = futures::stream::iter(wakes).buffer_unordered(16).collect().await;
        assert!(marked.iter().all(Result::is_ok), "{marked:?}");
        assert_eq!(self.row("wakes").await.wait.map(|wait| wait.due), Some(minute(1)));
        self.end("wakes").await;
    }

    pub(super) async fn the_message_of_the_wait_takes_over(&self) {
        let token = self.park("ticket", self.wait("ticket", Priority::Webhook, "acme", 9)).await;
        let copy = self.ledger.claim(&self.bid("ticket")).await;
        assert_eq!(copy, Ok(Claiming::Waiting));
        let own = Bid { ticket: Some(token.clone()), ..self.bid("ticket") };
        let claim = self.win(&own).await;
        assert_eq!((claim.waits(), claim.shared_deaths(), claim.abandoned()), (1, 0, 0));
        assert_eq!(claim.unconfirmed(), ["request-0"]);
        let row = self.row("ticket").await;
        assert_eq!((row.phase, &row.wait), (Phase::Claimed, &None));
        let marked = self.table.mark(&row.event, &token, minute(90)).await;
        assert_eq!((marked, self.row("ticket").await), (Ok(Marked::No), row), "it came too late");
    }
}
