//! Many who reserve at once, over a table that fails: what is spent never passes a cap.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const ALL: u32 = 100;
const EACH: u32 = 60;

/// A call, and how much of it is paid in the end.
#[derive(Clone, Debug)]
struct Call {
    acme: u32,
    globex: u32,
    paid_of_hundred: u32,
    /// How many others get a turn before it begins.
    later: usize,
    /// Whether its holder dies before it says what was paid.
    dies: bool,
}

/// What may have been paid so far: while a call runs, all of it.
#[derive(Default)]
struct Bill(RefCell<BTreeMap<String, u32>>);

impl Bill {
    fn add(&self, items: &Shares) {
        let mut bill = self.0.borrow_mut();
        for (tenant, items) in items {
            *bill.entry(tenant.clone()).or_default() += items;
        }
        assert!(bill.values().sum::<u32>() <= ALL, "the API's cap is passed: {bill:?}");
        assert!(bill.values().all(|items| *items <= EACH), "a tenant's cap is passed: {bill:?}");
    }

    fn take_off(&self, items: &Shares, paid: &Shares) {
        let mut bill = self.0.borrow_mut();
        for (tenant, items) in items {
            *bill.entry(tenant.clone()).or_default() -= items - paid[tenant];
        }
    }
}

async fn make(call: &Call, bench: &Bench, bill: &Bill) {
    for _turn in 0..call.later {
        tokio::task::yield_now().await;
    }
    let items = [("acme", call.acme), ("globex", call.globex)];
    let Ok(reservation) = bench.reserve(caps(ALL, EACH), &items).await else { return };
    let items = shares(&items);
    bill.add(&items);
    tokio::task::yield_now().await;
    let paid: Shares =
        items.iter().map(|(name, of)| (name.clone(), of * call.paid_of_hundred / 100)).collect();
    bill.take_off(&items, &paid);
    if !call.dies {
        // What cannot be given back counts as spent.
        let _ = reservation.paid(&paid).await;
    }
}

fn call() -> impl Strategy<Value = Call> {
    (0..40_u32, 0..40_u32, 0..=100_u32, 0..12_usize, prop::bool::weighted(0.1)).prop_map(
        |(acme, globex, paid_of_hundred, later, dies)| Call {
            acme,
            globex,
            paid_of_hundred,
            later,
            dies,
        },
    )
}

fn faults() -> impl Strategy<Value = Vec<(usize, Fault)>> {
    let fault = prop_oneof![Just(Fault::Before), Just(Fault::After)];
    prop::collection::vec((0..80_usize, fault), 0..6)
}

proptest! {
    #[test]
    fn no_cap_is_ever_passed(
        calls in prop::collection::vec(call(), 1..20),
        faults in faults(),
    ) {
        let bench = Bench::new();
        let bill = Bill::default();
        for (after, fault) in faults {
            bench.table.fails(after, fault);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let all = iter(&calls).for_each_concurrent(None, |call| make(call, &bench, &bill));
        runtime.block_on(all);
        let bill = bill.0.into_inner();
        let paid: u32 = bill.values().sum();
        prop_assert!(paid <= bench.table.counted(API), "what was paid counts");
    }
}
