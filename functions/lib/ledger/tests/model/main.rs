//! The ledger's protocol, checked state by state: see this crate's README.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::large_enum_variant,
    clippy::print_stdout,
    reason = "a test may fail, says what it saw, and keeps rows where they are"
)]

mod kept;
mod steps;
mod tape;
mod world;

use stateright::{Checker, HasDiscoveries, Model};

use crate::steps::Bounds;

fn bounds() -> Bounds {
    Bounds {
        contents: vec![1, 1],
        trouble: 0,
        redrives: 0,
        skew: 1,
        outlive: false,
        at_once: 2,
        ticks: 3,
    }
}

fn check(name: &str, bounds: Bounds) {
    let said = format!("{bounds:?}");
    let checker = bounds.checker().threads(2).spawn_bfs().join();
    println!("{name}: {said}: {} states", checker.unique_state_count());
    checker.assert_properties();
}

#[test]
fn two_messages_of_one_event_are_one_effect_and_none_is_lost() {
    check("duplicates", bounds());
}

#[test]
fn another_content_under_the_same_id_disturbs_nothing() {
    check("reuse", Bounds { contents: vec![1, 2], ..bounds() });
}

#[test]
fn a_refused_event_that_is_redriven_gets_another_chance() {
    check("redrive", Bounds { contents: vec![1], trouble: 1, redrives: 1, ticks: 5, ..bounds() });
}

#[test]
fn the_third_death_refuses_and_loses_nothing() {
    check(
        "deaths",
        Bounds { contents: vec![1], trouble: 0, skew: 0, at_once: 1, ticks: 14, ..bounds() },
    );
}

#[test]
fn who_outlives_the_lease_overwrites_nothing() {
    check(
        "outlived",
        Bounds { contents: vec![1], trouble: 0, outlive: true, ticks: 6, ..bounds() },
    );
}

#[test]
#[ignore = "larger than the gate has time for; never yet run to its end"]
fn three_messages_and_more_trouble_change_nothing() {
    check(
        "more",
        Bounds { contents: vec![1, 1, 2], trouble: 2, redrives: 1, ticks: 7, ..bounds() },
    );
}

/// The margin of the lease is what the protocol stands on, and the model notices when it is gone.
#[test]
fn clocks_further_apart_than_the_margin_break_it() {
    let checker = Bounds { skew: 3, ..bounds() }.checker();
    let checker = checker.finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    checker
        .assert_any_discovery("no row is overwritten that stands, nothing on record is paid for");
}
