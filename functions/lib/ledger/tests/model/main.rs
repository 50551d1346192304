//! The ledger's protocol, checked state by state: see this crate's README.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::large_enum_variant,
    clippy::print_stdout,
    reason = "a test may fail, says what it saw, and keeps rows where they are"
)]

mod calm;
mod dispatcher;
mod invocation;
mod promises;
mod steps;
mod taken_out;
mod tape;
mod waiting;
mod without;
mod world;

use stateright::{Checker, Model};

use crate::steps::Bounds;
use crate::without::Without;
use crate::world::Terms;

/// One message, two invocations at once, nothing goes wrong.
fn bounds() -> Bounds {
    Bounds {
        contents: vec![1],
        ticks: 3,
        at_once: 2,
        dispatchers: 1,
        skew: 0,
        trouble: 0,
        early: 0,
        redrives: 0,
        repeats: 0,
        waits: 0,
        wakes: false,
        company: false,
        terms: Terms {
            outlive: false,
            slow_delete: false,
            retention: 64_800,
            without: Without::Nothing,
        },
    }
}

fn check(name: &str, bounds: Bounds) {
    let began = std::time::Instant::now();
    let checker = bounds.checker().threads(2).spawn_bfs().join();
    println!("{name}: {} states, {:?}", checker.unique_state_count(), began.elapsed());
    checker.assert_properties();
}

#[test]
fn two_messages_of_one_event_are_one_effect_and_none_is_lost() {
    check("duplicates", Bounds { contents: vec![1, 1], skew: 1, ..bounds() });
}

#[test]
fn another_content_under_the_same_id_disturbs_nothing() {
    check("reuse", Bounds { contents: vec![1, 2], skew: 1, ..bounds() });
}

#[test]
fn a_refused_event_that_is_redriven_gets_another_chance() {
    check("redrive", Bounds { trouble: 1, redrives: 1, skew: 1, ticks: 5, ..bounds() });
}

#[test]
fn the_third_death_refuses_and_loses_nothing() {
    check("deaths", Bounds { at_once: 1, ticks: 14, ..bounds() });
}

#[test]
fn who_outlives_the_lease_overwrites_nothing() {
    let terms = Terms { outlive: true, ..bounds().terms };
    check("outlived", Bounds { ticks: 6, skew: 1, terms, ..bounds() });
}

#[test]
fn deaths_in_company_never_refuse() {
    check("company", Bounds { at_once: 1, company: true, ticks: 14, ..bounds() });
}
