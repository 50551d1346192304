//! The promises of [`OrderTable`]: numbers are recorded one after the other, and whoever comes early
//! waits and is named, or goes on.

use std::time::Duration;

use classifications::{AnswerTable, ItemKey, Mark, Outcome, Row, Scope, Select, State, Version};
use jiff::{SignedDuration, Timestamp};
use ledger::{
    Bid, Claim, Claiming, Ending, Ledger, LedgerTable, OnReuse, Parked, Phase, Priority, Wait,
    WaitCause, WaitingTable, Written, turn,
};
use sequences::{Applied, Awaited, Line, OrderTable, Step, Waiter};

/// The tables of a suite.
pub struct Tables<O, L, A> {
    /// The order rows.
    pub orders: O,
    /// The ledger that they are kept in.
    pub ledger: L,
    /// The answers that they are of.
    pub answers: A,
}

/// Runs every check, each on items of its own under `prefix`.
pub async fn suite<O, L, A>(tables: Tables<O, L, A>, prefix: &str)
where
    O: OrderTable,
    L: LedgerTable + WaitingTable + Clone,
    A: AnswerTable,
{
    let Tables { orders, ledger: table, answers } = tables;
    let ledger = Ledger::new(table.clone());
    let bench = Bench { orders, table, ledger, answers, prefix: prefix.to_owned() };
    bench.numbers_are_recorded_one_after_the_other().await;
    bench.a_number_takes_another_content_and_keeps_its_first_answer().await;
    bench.a_number_whose_answer_stands_already_becomes_the_last().await;
    bench.who_comes_early_waits_and_is_named_and_woken_once().await;
    bench.who_comes_early_goes_on_where_the_number_has_come().await;
    bench.two_events_of_one_number_are_both_named().await;
    bench.a_row_that_another_claim_has_is_not_parked().await;
}

struct Bench<O, L, A> {
    orders: O,
    table: L,
    ledger: Ledger<L>,
    answers: A,
    prefix: String,
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

fn minute(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

impl<O, L, A> Bench<O, L, A>
where
    O: OrderTable,
    L: LedgerTable + WaitingTable + Clone,
    A: AnswerTable,
{
    /// A number of an item whose first number is 5.
    fn step(&self, item: &str, number: u64) -> Step {
        Step::new(Line::new(&self.prefix, "erp", item), number, 5)
    }

    fn number(&self, item: &str, number: u64) -> Awaited {
        Awaited::Number(self.step(item, number))
    }

    fn row(&self, item: &str, number: u64, mark: &str, outcome: Outcome) -> Row {
        let version = Version::Sequence(number);
        let state = State { lineage: "erp".into(), version, mark: Mark::new(mark) };
        let completed = outcome == Outcome::Completed;
        Row {
            item: ItemKey::new(&self.prefix, item),
            state: state.key(),
            tenant: self.prefix.clone(),
            item_id: item.into(),
            lineage: state.lineage.clone(),
            version: state.version.plain(),
            version_kind: state.version.kind(),
            mark: state.mark.clone(),
            description: Some("a mug".into()),
            country_of_origin: None,
            api: Some("classifier".into()),
            source: "erp".into(),
            event_id: format!("e{number}"),
            request_id: "request-1".into(),
            outcome,
            hts_code: completed.then(|| "6912.00.48.10".into()),
            hts_digits: completed.then(|| "6912004810".into()),
            duty: None,
            confidence: None,
            components: Vec::new(),
            failure: (!completed).then(|| "unclear".into()),
            answer: format!("{{\"mark\":\"{mark}\"}}"),
            api_request_id: "call-1".into(),
            model: None,
            schedule: None,
            attempts: 1,
            carried_from: None,
            received_at: start(),
            answered_at: start(),
            recorded_at: start(),
        }
    }

    async fn record(&self, item: &str, number: u64, mark: &str, outcome: Outcome) -> Applied {
        let row = self.row(item, number, mark, outcome);
        self.orders.record(&row, &self.step(item, number)).await.expect("tables that answer")
    }

    async fn recorded(&self, item: &str) -> Vec<String> {
        let scope = Scope::line("erp", versions::VersionKind::Sequence);
        let key = ItemKey::new(&self.prefix, item);
        let seen = self.answers.list(&key, &scope, Select::All).await.expect("a table");
        let mut found: Vec<_> = seen
            .iter()
            .map(|seen| {
                format!(
                    "{} {}",
                    seen.state.sortable_version().trim_start_matches('0'),
                    seen.state.mark()
                )
            })
            .collect();
        found.sort();
        found
    }

    async fn last(&self, item: &str) -> Option<u64> {
        self.orders.read(&Line::new(&self.prefix, "erp", item)).await.expect("a table").last
    }

    async fn numbers_are_recorded_one_after_the_other(&self) {
        let good = Outcome::Completed;
        assert_eq!(self.last("order").await, None);
        assert_eq!(self.record("order", 6, "a", good).await, Applied::Early, "5 is not there");
        assert_eq!(self.record("order", 4, "a", good).await, Applied::Past, "before the first");
        assert_eq!(self.recorded("order").await, Vec::<String>::new(), "nothing was written");
        assert_eq!(self.record("order", 5, "a", good).await, Applied::New);
        assert_eq!(self.record("order", 7, "a", good).await, Applied::Early, "6 is not there");
        assert_eq!(self.record("order", 6, "a", Outcome::Failed).await, Applied::New);
        assert_eq!(self.record("order", 5, "b", good).await, Applied::Past, "6 stands");
        assert_eq!(self.recorded("order").await, ["5 a", "6 a"]);
        assert_eq!(self.last("order").await, Some(6));
    }

    async fn a_number_takes_another_content_and_keeps_its_first_answer(&self) {
        let good = Outcome::Completed;
        assert_eq!(self.record("content", 5, "a", Outcome::Failed).await, Applied::New);
        assert_eq!(self.record("content", 5, "a", good).await, Applied::New, "a failure gives way");
        assert_eq!(self.record("content", 5, "a", good).await, Applied::Kept);
        assert_eq!(self.record("content", 5, "b", good).await, Applied::New, "other content");
        assert_eq!(self.recorded("content").await, ["5 a", "5 b"]);
    }

    async fn a_number_whose_answer_stands_already_becomes_the_last(&self) {
        let row = self.row("there", 5, "a", Outcome::Completed);
        self.answers.record(&row).await.expect("a table");
        assert_eq!(self.last("there").await, None);
        assert_eq!(self.record("there", 5, "a", Outcome::Completed).await, Applied::Kept);
        assert_eq!(self.last("there").await, Some(5), "the answer that stands is that number's");
        assert_eq!(self.orders.advance(&self.step("there", 6)).await, Ok(Applied::New));
        assert_eq!(self.orders.advance(&self.step("there", 6)).await, Ok(Applied::New), "again");
        assert_eq!(self.orders.advance(&self.step("there", 8)).await, Ok(Applied::Early));
        assert_eq!(self.orders.advance(&self.step("there", 5)).await, Ok(Applied::Past));
        assert_eq!(self.last("there").await, Some(6));
    }

    fn bid(&self, event: &str) -> Bid {
        Bid {
            event: format!("{}#{event}", self.prefix),
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
            retention: Duration::from_hours(1080),
            on_reuse: OnReuse::Refuse,
            now: start(),
        }
    }

    async fn claim(&self, event: &str) -> Claim {
        match self.ledger.claim(&self.bid(event)).await.expect("a table") {
            Claiming::Won(claim) => claim,
            other => panic!("not won: {other:?}"),
        }
    }

    /// Parks an event behind these steps, in a lane that no dispatcher looks into.
    async fn park(&self, claim: Claim, behind: &[Awaited]) -> Parked {
        let wait = Wait {
            lane: format!("{}-lane", self.prefix),
            turn: turn(Priority::Webhook, "acme", minute(60)),
            tenant: "acme".into(),
            source: "erp".into(),
            cause: WaitCause::Sequence,
            due: minute(60),
            parked_at: start(),
            units: 1,
            envelope: "{}".into(),
            retention_s: 3_888_000,
        };
        let write = |row, was| async move {
            let (row, was) = (row, was);
            Ok(match self.orders.park(&row, &was, behind).await.expect("tables") {
                sequences::Parked::Yes => Some(Written::Yes),
                sequences::Parked::No(Some(found)) => Some(Written::No(found)),
                sequences::Parked::No(None) => Some(Written::Gone),
                sequences::Parked::Open => None,
            })
        };
        self.ledger.park_with(claim, wait, "early", write).await.expect("tables")
    }

    async fn phase(&self, event: &str) -> Option<Phase> {
        let row = self.table.look(&format!("{}#{event}", self.prefix)).await.expect("a table");
        row.map(|row| row.phase)
    }

    async fn who_comes_early_waits_and_is_named_and_woken_once(&self) {
        let claim = self.claim("early").await;
        let event = format!("{}#early", self.prefix);
        let waiter = Waiter { event: event.clone(), token: claim.token().to_owned() };
        let job = Awaited::Job(format!("{}-job", self.prefix));
        let behind = [self.number("one", 6), self.number("two", 9), job];
        let parked = self.park(claim, &behind).await;
        assert_eq!(parked, Parked::Ended(Ending::Written));
        for step in &behind {
            assert_eq!(self.orders.waiters(step).await, Ok(vec![waiter.clone()]));
        }
        assert_eq!(self.orders.waiters(&self.number("one", 7)).await, Ok(Vec::new()));
        assert_eq!(self.orders.wake(&waiter, minute(3)).await, Ok(()));
        let row = self.table.waiting(&event).await.expect("a table").expect("a row");
        assert_eq!(row.wait.expect("it waits").due, minute(3));
        assert_eq!(self.orders.forget(&behind[0], std::slice::from_ref(&waiter)).await, Ok(()));
        assert_eq!(self.orders.waiters(&behind[0]).await, Ok(Vec::new()));
        assert_eq!(self.orders.waiters(&behind[1]).await, Ok(vec![waiter.clone()]));
        let stale = Waiter { token: "another claim's".into(), ..waiter };
        assert_eq!(self.orders.wake(&stale, minute(1)).await, Ok(()));
        let row = self.table.waiting(&event).await.expect("a table").expect("a row");
        assert_eq!(row.wait.expect("it waits").due, minute(3), "no stranger wakes it");
    }

    async fn who_comes_early_goes_on_where_the_number_has_come(&self) {
        let claim = self.claim("late").await;
        assert_eq!(self.record("three", 5, "a", Outcome::Completed).await, Applied::New);
        let behind = [self.number("four", 8), self.number("three", 6)];
        let Parked::Open(claim) = self.park(claim, &behind).await else { panic!("it waits") };
        assert_eq!(self.phase("late").await, Some(Phase::Claimed), "nothing was written");
        assert_eq!(self.orders.waiters(&behind[0]).await, Ok(Vec::new()));
        assert_eq!(self.ledger.complete(*claim).await, Ok(Ending::Written), "the claim is good");
    }

    async fn two_events_of_one_number_are_both_named(&self) {
        let step = self.number("five", 6);
        for event in ["twin-1", "twin-2"] {
            let claim = self.claim(event).await;
            let parked = self.park(claim, std::slice::from_ref(&step)).await;
            assert_eq!(parked, Parked::Ended(Ending::Written));
        }
        let mut events: Vec<_> = self.orders.waiters(&step).await.expect("a table");
        events.sort();
        let events: Vec<_> = events.iter().map(|waiter| waiter.event.rsplit('#').next()).collect();
        assert_eq!(events.len(), 2, "{events:?}");
    }

    async fn a_row_that_another_claim_has_is_not_parked(&self) {
        let claim = self.claim("lost").await;
        let mut next = self.bid("lost");
        next.now = minute(16);
        next.lease_until = minute(31);
        let taken = self.ledger.claim(&next).await.expect("a table");
        assert!(matches!(taken, Claiming::Won(_)), "{taken:?}");
        let behind = [self.number("six", 6)];
        assert_eq!(self.park(claim, &behind).await, Parked::Ended(Ending::Outlived));
        assert_eq!(self.orders.waiters(&behind[0]).await, Ok(Vec::new()));
        assert_eq!(self.phase("lost").await, Some(Phase::Claimed));
    }
}
