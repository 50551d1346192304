//! The caps over a table in memory, which fails as networks do.

mod at_once;
mod table;

use std::num::NonZeroU32;

use super::super::cap::CapPeriod;
use super::super::reservation::Used;
use super::*;
use table::{Fault, Table};

const API: &str = "spend:hts#2026-11-16";
const ACME: &str = "spend:hts#acme#2026-11-16";
const GLOBEX: &str = "spend:hts#globex#2026-11-16";

fn now() -> Timestamp {
    "2026-11-16T10:00:00Z".parse().expect("a time")
}

fn midnight() -> Timestamp {
    "2026-11-17T00:00:00Z".parse().expect("a time")
}

fn a_day(items: u32) -> Option<Cap> {
    NonZeroU32::new(items).map(|items| Cap { items, per: CapPeriod::Day })
}

/// Caps of so many items a day; 0: none.
fn caps(all: u32, each_tenant: u32) -> ApiCaps {
    ApiCaps { all: a_day(all), each_tenant: a_day(each_tenant) }
}

fn shares(shares: &[(&str, u32)]) -> Shares {
    shares.iter().map(|(tenant, items)| ((*tenant).to_owned(), *items)).collect()
}

fn tenant(name: &str) -> Capped {
    Capped::Tenant(name.to_owned())
}

struct Bench {
    table: Table,
    caps: Caps<Table>,
}

impl Bench {
    fn new() -> Self {
        let table = Table::default();
        Self { caps: Caps::new(table.clone()), table }
    }

    async fn reserve(
        &self,
        caps: ApiCaps,
        of: &[(&str, u32)],
    ) -> Result<Reservation<Table>, SpendError> {
        self.caps.reserve("hts", caps, &shares(of), now()).await
    }
}

fn refused<T>(result: Result<T, SpendError>) -> SpendError {
    result.err().expect("a refusal")
}

fn spent(what: Capped, left: u32) -> SpendError {
    SpendError::Spent(vec![Spent { what, until: midnight(), left }])
}

#[tokio::test]
async fn without_a_cap_nobody_asks_the_table() {
    let bench = Bench::new();
    let reservation = bench.reserve(caps(0, 0), &[("acme", 200)]).await.expect("no cap");
    assert_eq!((reservation.most_used(), reservation.share_used()), (None, 0.0));
    reservation.unpaid().await.expect("nothing to give back");
    let nothing = bench.reserve(caps(100, 100), &[("acme", 0)]).await.expect("no items");
    nothing.paid(&shares(&[("acme", 0)])).await.expect("nothing to give back");
    assert_eq!(bench.table.calls(), 0);
}

#[tokio::test]
async fn a_cap_is_reached_and_not_passed_and_begins_anew_with_the_next_period() {
    let bench = Bench::new();
    let cap = caps(100, 0);
    let _paid = bench.reserve(cap, &[("acme", 60), ("globex", 10)]).await.expect("there is room");
    let over = refused(bench.reserve(cap, &[("acme", 31)]).await);
    assert_eq!(over, spent(Capped::Api, 30));
    assert_eq!(over.to_string(), "the spend cap is reached for the API");
    let _paid = bench.reserve(cap, &[("acme", 30)]).await.expect("the last of them");
    assert_eq!(refused(bench.reserve(cap, &[("acme", 1)]).await), spent(Capped::Api, 0));
    assert_eq!(refused(bench.reserve(cap, &[("acme", 101)]).await), spent(Capped::Api, 0));
    assert_eq!(bench.table.counted(API), 100);
    let tomorrow = bench.caps.reserve("hts", cap, &shares(&[("acme", 100)]), midnight()).await;
    let _paid = tomorrow.expect("a new day");
    let other = bench.caps.reserve("other", cap, &shares(&[("acme", 100)]), now()).await;
    let _paid = other.expect("another API");
}

#[tokio::test]
async fn a_tenant_that_has_spent_its_own_leaves_the_others_theirs() {
    let bench = Bench::new();
    let cap = caps(100, 40);
    let _paid = bench.reserve(cap, &[("acme", 35)]).await.expect("there is room");
    let over = refused(bench.reserve(cap, &[("acme", 6), ("globex", 6)]).await);
    assert_eq!(over, spent(tenant("acme"), 5));
    assert_eq!((bench.table.counted(API), bench.table.counted(GLOBEX)), (35, 0), "given back");
    let _paid = bench.reserve(cap, &[("acme", 5), ("globex", 40)]).await.expect("there is room");
    let over = refused(bench.reserve(cap, &[("acme", 1), ("globex", 1)]).await);
    let SpendError::Spent(all) = over else { panic!("{over:?}") };
    assert_eq!(
        all.iter().map(|one| &one.what).collect::<Vec<_>>(),
        [&tenant("acme"), &tenant("globex")]
    );
    assert_eq!(bench.table.counted(API), 80);
}

#[tokio::test]
async fn where_the_api_s_cap_is_reached_no_tenant_s_is_written() {
    let bench = Bench::new();
    let _paid = bench.reserve(caps(10, 0), &[("acme", 10)]).await.expect("there is room");
    let calls = bench.table.calls();
    let over = refused(bench.reserve(caps(10, 9), &[("acme", 1), ("globex", 1)]).await);
    assert_eq!(over, spent(Capped::Api, 0));
    assert_eq!(bench.table.calls(), calls + 1);
}

#[tokio::test]
async fn what_was_not_paid_is_given_back_under_every_cap() {
    let bench = Bench::new();
    let reserve = || bench.reserve(caps(100, 40), &[("acme", 30), ("globex", 20)]);
    let counted = || [API, ACME, GLOBEX].map(|row| bench.table.counted(row));
    let first = reserve().await.expect("there is room");
    assert_eq!(counted(), [50, 30, 20]);
    first.paid(&shares(&[("acme", 29)])).await.expect("a table that answers");
    assert_eq!(counted(), [29, 29, 0]);
    let second = bench.reserve(caps(100, 40), &[("acme", 11)]).await.expect("there is room");
    second.unpaid().await.expect("a table that answers");
    assert_eq!(counted(), [29, 29, 0]);
    let third = bench.reserve(caps(100, 40), &[("acme", 1)]).await.expect("there is room");
    let calls = bench.table.calls();
    third.paid(&shares(&[("acme", 1)])).await.expect("nothing to give back");
    assert_eq!(bench.table.calls(), calls, "all of it was paid: no write");
    let fourth = bench.reserve(caps(100, 40), &[("acme", 1)]).await.expect("there is room");
    fourth.paid(&shares(&[("acme", 5)])).await.expect("more than was asked for");
    assert_eq!(counted(), [31, 31, 0], "nothing is given back, and nothing added");
    drop(bench.reserve(caps(100, 40), &[("acme", 1)]).await);
    assert_eq!(counted(), [32, 32, 0], "whoever dies has spent it");
}

#[tokio::test]
async fn what_was_reserved_yesterday_is_given_back_to_yesterday() {
    let bench = Bench::new();
    let late = bench.reserve(caps(100, 0), &[("acme", 30)]).await.expect("there is room");
    let hundred = shares(&[("acme", 100)]);
    let tomorrow = bench.caps.reserve("hts", caps(100, 0), &hundred, midnight()).await;
    let _paid = tomorrow.expect("a new day");
    late.unpaid().await.expect("a table that answers");
    assert_eq!(bench.table.counted(API), 0);
    assert_eq!(bench.table.counted("spend:hts#2026-11-17"), 100);
}

#[tokio::test]
async fn a_reservation_whose_answer_is_lost_counts_as_spent() {
    let bench = Bench::new();
    bench.table.fails(0, Fault::After);
    let lost = refused(bench.reserve(caps(100, 0), &[("acme", 60)]).await);
    assert!(matches!(lost, SpendError::Unavailable(_)), "{lost:?}");
    let over = refused(bench.reserve(caps(100, 0), &[("acme", 60)]).await);
    assert_eq!(over, spent(Capped::Api, 40));
    bench.table.fails(0, Fault::Before);
    let failed = refused(bench.reserve(caps(100, 0), &[("acme", 40)]).await);
    assert!(matches!(failed, SpendError::Unavailable(_)), "{failed:?}");
    let _paid = bench.reserve(caps(100, 0), &[("acme", 40)]).await.expect("nothing was written");
}

#[tokio::test]
async fn where_a_tenant_s_answer_is_lost_the_api_s_part_is_given_back() {
    let bench = Bench::new();
    bench.table.fails(1, Fault::After);
    let lost = refused(bench.reserve(caps(100, 90), &[("acme", 60)]).await);
    assert!(matches!(lost, SpendError::Unavailable(_)), "{lost:?}");
    assert_eq!((bench.table.counted(API), bench.table.counted(ACME)), (0, 60));
}

#[tokio::test]
async fn what_cannot_be_given_back_counts_as_spent_and_the_rest_is_given_back() {
    let bench = Bench::new();
    let cap = caps(100, 90);
    let reservation = bench.reserve(cap, &[("acme", 60)]).await.expect("there is room");
    bench.table.fails(0, Fault::Before);
    let failed = reservation.unpaid().await;
    assert!(matches!(failed, Err(Unavailable(_))), "{failed:?}");
    assert_eq!((bench.table.counted(API), bench.table.counted(ACME)), (60, 0));
}

#[tokio::test]
async fn who_reserves_learns_how_much_of_the_nearest_cap_is_used() {
    let bench = Bench::new();
    let cap = caps(1000, 100);
    let half = bench.reserve(cap, &[("acme", 50), ("globex", 10)]).await.expect("there is room");
    assert!((half.share_used() - 0.5).abs() < 1e-9);
    let most = bench.reserve(cap, &[("acme", 30), ("globex", 1)]).await.expect("there is room");
    let used = most.most_used().expect("there are caps");
    assert_eq!(used, Used { what: &tenant("acme"), items: 80, cap: 100, until: midnight() });
    assert!((used.share() - 0.8).abs() < 1e-9);
}

#[tokio::test]
async fn a_task_on_any_thread_may_reserve_and_say_what_was_paid() {
    fn on_any_thread<F: Future + Send>(future: F) -> F {
        future
    }
    let bench = Bench::new();
    let reserving = on_any_thread(bench.reserve(caps(10, 10), &[("acme", 1)]));
    let reservation = reserving.await.expect("there is room");
    on_any_thread(reservation.unpaid()).await.expect("a table that answers");
}
