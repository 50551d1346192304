//! Strict order, checked state by state: see this crate's README.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may fail, and says what it saw"
)]

mod calm;
mod order;
mod promises;
mod run;
mod skip;
mod state;
mod steps;
mod taken_out;
mod without;
mod world;

use stateright::{Checker, Model};

use crate::steps::Bounds;
use crate::without::Without;

/// Two events, of the numbers 1 and 2 of one item; two invocations at once; nothing goes wrong.
fn bounds() -> Bounds {
    Bounds {
        numbers: vec![1, 2],
        at_once: 2,
        deaths: 0,
        repeats: 0,
        skips: None,
        lost_names: 0,
        outlive: false,
        without: Without::Nothing,
    }
}

fn check(name: &str, bounds: Bounds) {
    let began = std::time::Instant::now();
    let checker = bounds.checker().threads(2).spawn_bfs().join();
    println!("{name}: {} states, {:?}", checker.unique_state_count(), began.elapsed());
    checker.assert_properties();
}
