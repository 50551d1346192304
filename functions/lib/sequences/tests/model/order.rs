//! Order, in every kind of company and trouble.

use crate::steps::Bounds;
use crate::{bounds, check};

#[test]
fn two_numbers_in_any_order_are_recorded_one_after_the_other() {
    check("two numbers", bounds());
}

#[test]
fn three_numbers_are_recorded_one_after_the_other_by_three_invocations() {
    check("three numbers", Bounds { numbers: vec![1, 2, 3], at_once: 3, ..bounds() });
}

#[test]
fn two_deaths_anywhere_lose_no_number_and_no_wake_up() {
    check("two deaths", Bounds { deaths: 2, ..bounds() });
}

#[test]
fn a_death_among_three_numbers_loses_nothing() {
    check("three numbers, one death", Bounds { numbers: vec![1, 2, 3], deaths: 1, ..bounds() });
}

#[test]
fn repeats_change_nothing() {
    check("repeats", Bounds { repeats: 2, deaths: 1, ..bounds() });
}

#[test]
fn two_events_of_one_number_end_and_one_of_them_is_recorded() {
    check("one number twice", Bounds { numbers: vec![1, 2, 2], deaths: 1, ..bounds() });
    check("the first number twice", Bounds { numbers: vec![1, 1, 2], deaths: 1, ..bounds() });
}

#[test]
fn who_outlives_the_lease_records_nothing_out_of_order() {
    check("outlived", Bounds { outlive: true, deaths: 1, at_once: 3, ..bounds() });
}

#[test]
fn a_number_that_is_skipped_while_it_is_worked_on_is_not_recorded_afterwards() {
    let numbers = vec![1, 2];
    check("skipped", Bounds { numbers, skips: Some(1), deaths: 1, outlive: true, ..bounds() });
}

#[test]
fn a_number_that_never_comes_is_skipped_and_what_waited_goes_on() {
    let numbers = vec![2, 3];
    check("never came", Bounds { numbers, skips: Some(1), deaths: 1, ..bounds() });
}

#[test]
#[ignore = "larger than the gate has time for"]
fn two_deaths_around_a_skip_lose_nothing() {
    let numbers = vec![2, 3];
    check("never came, two deaths", Bounds { numbers, skips: Some(1), deaths: 2, ..bounds() });
}

#[test]
fn names_that_are_gone_cost_speed_alone() {
    check("lost names", Bounds { lost_names: 1, deaths: 1, ..bounds() });
}
