//! Every rule is there for something: with it the promises hold, and without it one of them is
//! broken within the same bounds.

use stateright::{Checker, HasDiscoveries, Model};

use crate::promises::{ENDS, ORDER, WOKEN};
use crate::steps::Bounds;
use crate::without::Without;
use crate::{bounds, check};

fn breaks(rule: Without, bounds: Bounds, promise: &'static str) {
    check(&format!("with the rule that {rule:?} takes out"), bounds.clone());
    let checker = Bounds { without: rule, ..bounds }.checker();
    let found = HasDiscoveries::AnyOf([promise].into());
    let checker = checker.finish_when(found).spawn_bfs().join();
    let path = checker.assert_any_discovery(promise);
    println!("without {rule:?}: broken after {} steps", path.into_actions().len());
}

fn with_a_death() -> Bounds {
    Bounds { deaths: 1, ..bounds() }
}

#[test]
fn an_event_parked_on_what_was_read_before_is_woken_by_nobody() {
    breaks(Without::ParkCondition, bounds(), WOKEN);
}

#[test]
fn a_waiter_named_by_its_number_alone_is_overwritten_by_another() {
    let numbers = vec![1, 2, 2];
    breaks(Without::NameByEvent, Bounds { numbers, ..bounds() }, WOKEN);
}

#[test]
fn a_wake_up_after_done_is_lost_with_one_death() {
    breaks(Without::WakeFirst, with_a_death(), WOKEN);
}

#[test]
fn a_name_that_goes_before_its_event_is_awake_is_lost_with_one_death() {
    breaks(Without::ForgetLast, with_a_death(), WOKEN);
}

#[test]
fn a_number_that_is_found_recorded_and_wakes_nobody_loses_the_wake_up_of_who_died() {
    breaks(Without::WakeFound, with_a_death(), WOKEN);
}

#[test]
fn a_wait_without_a_due_time_may_never_end() {
    breaks(Without::Due, Bounds { lost_names: 1, ..bounds() }, ENDS);
}

#[test]
fn an_answer_that_is_written_without_its_number_comes_late_after_a_later_one() {
    let outlived = Bounds { outlive: true, skips: Some(1), ..bounds() };
    breaks(Without::OneWrite, outlived, ORDER);
}

/// It is sent once more for nothing. The token in the wake-up's condition spares that.
#[test]
fn a_wake_up_for_another_wait_than_it_was_named_for_does_no_harm() {
    let bounds = Bounds { deaths: 1, repeats: 1, ..bounds() };
    check("without WakeToken", Bounds { without: Without::WakeToken, ..bounds });
}
