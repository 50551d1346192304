//! The promises of [`WaitingTable`] and [`WaitingPages`]: what waits is found in its turn, kept for ever, and ends once.
//!
//! The lane that the suite's events wait in is not put on record: on a deployed table a dispatcher
//! would find them there.

mod found;
mod kept;
mod marked;
mod paged;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{
    Bid, Claim, Claiming, Ending, Ledger, LedgerTable, OnReuse, Priority, Row, Seen, Wait,
    WaitCause, Waiter, WaitingPages, WaitingTable, turn,
};

/// Runs every check, each on events and in a lane of its own under `prefix`.
pub async fn suite<T: LedgerTable + WaitingTable + WaitingPages + Clone>(table: T, prefix: &str) {
    let bench = Bench { ledger: Ledger::new(table.clone()), table, prefix: prefix.to_owned() };
    bench.what_waits_is_found_in_turn().await;
    bench.what_is_due_is_found_for_one_tenant().await;
    bench.only_what_waits_is_found().await;
    bench.rows_of_one_moment_are_paged_each_once().await;
    bench.each_tenant_is_found_by_one_read().await;
    bench.a_waiting_row_comes_back_as_written().await;
    bench.a_waiting_row_never_expires().await;
    bench.a_call_noted_meanwhile_refuses_a_write().await;
    bench.a_lane_is_on_record_once().await;
    bench.a_mark_ends_the_wait_and_nothing_else().await;
    bench.a_mark_of_another_wait_changes_nothing().await;
    bench.a_wake_up_brings_the_due_time_forward_only().await;
    bench.the_earliest_of_many_wake_ups_at_once_stands().await;
    bench.the_message_of_the_wait_takes_over().await;
}

/// Parks the event `build` under `prefix`, and leaves it there.
pub async fn park<T: LedgerTable + WaitingTable + WaitingPages + Clone>(table: T, prefix: &str) {
    let bench = Bench { ledger: Ledger::new(table.clone()), table, prefix: prefix.to_owned() };
    bench.park("build", bench.wait("build", Priority::Webhook, "acme", 1)).await;
}

struct Bench<T> {
    ledger: Ledger<T>,
    table: T,
    prefix: String,
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

/// So many minutes from the start.
fn minute(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

/// Its retention, in seconds: 45 days.
const RETENTION_S: u64 = 3_888_000;

impl<T: LedgerTable + WaitingTable + WaitingPages> Bench<T> {
    fn event(&self, event: &str) -> String {
        format!("{}#{event}", self.prefix)
    }

    fn lane(&self, lane: &str) -> String {
        format!("{}-{lane}", self.prefix)
    }

    fn bid(&self, event: &str) -> Bid {
        Bid {
            event: self.event(event),
            digest: "digest-1".into(),
            polled: false,
            revision: "1".into(),
            message: "message-1".into(),
            sent_at: minute(-1),
            received_at: minute(-2),
            ticket: None,
            request_id: "request-1".into(),
            shared: true,
            lease_until: minute(15),
            retention: Duration::from_secs(RETENTION_S),
            on_reuse: OnReuse::Refuse,
            now: start(),
        }
    }

    fn wait(&self, lane: &str, priority: Priority, tenant: &str, due: i64) -> Wait {
        Wait {
            lane: self.lane(lane),
            turn: turn(priority, tenant, minute(due)),
            tenant: tenant.to_owned(),
            source: "shop".to_owned(),
            cause: WaitCause::SpendCap,
            due: minute(due),
            parked_at: start(),
            units: 3,
            envelope: "{\"body\":\"ünïcode\"}".to_owned(),
            retention_s: RETENTION_S,
        }
    }

    async fn win(&self, bid: &Bid) -> Claim {
        match self.ledger.claim(bid).await.expect("a table that answers") {
            Claiming::Won(claim) => claim,
            other => panic!("not won: {other:?}"),
        }
    }

    /// Claims an event and parks it; the token of its wait.
    async fn park(&self, event: &str, wait: Wait) -> String {
        let claim = self.win(&self.bid(event)).await;
        let claim = claim.with_unconfirmed(["request-0".to_owned()]);
        let token = claim.token().to_owned();
        let ending = self.ledger.park(claim, wait, "capped").await;
        assert_eq!(ending, Ok(Ending::Written));
        token
    }

    async fn row(&self, event: &str) -> Row {
        let row = self.table.waiting(&self.event(event)).await.expect("a table that answers");
        row.expect("a row")
    }

    /// All that waits in a lane, as its index shows it once it has caught up with `count` rows.
    async fn found(&self, lane: &str, count: usize) -> Vec<Waiter> {
        for _look in 0..LOOKS {
            let found = self.walk(&self.lane(lane)).await;
            if found.len() == count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the index of {lane} never shows {count} rows")
    }

    async fn walk(&self, lane: &str) -> Vec<Waiter> {
        let mut found: Vec<Seen> = Vec::new();
        loop {
            let behind = found.last().map(|seen| &seen.place);
            // Two at a time, so that a page has a border.
            let page = self.table.page(lane, "", behind, 2).await.expect("a table that answers");
            if page.is_empty() {
                return found.into_iter().filter_map(|seen| seen.waiter).collect();
            }
            found.extend(page);
        }
    }

    /// Ends a wait, so that nothing of the suite is left to be sent.
    async fn end(&self, event: &str) {
        let row = self.row(event).await;
        let marked = self.table.mark(&row.event, &row.token, minute(60)).await;
        marked.expect("a table that answers");
    }
}

/// How often an index is looked at until it shows what was written: it follows within a second.
const LOOKS: usize = 100;
