//! An event that waits, in every kind of company and trouble.

use crate::steps::Bounds;
use crate::world::Terms;
use crate::{bounds, check};

/// A message that waits once.
fn waiting() -> Bounds {
    Bounds { waits: 1, ..bounds() }
}

fn slow_delete() -> Terms {
    Terms { slow_delete: true, ..bounds().terms }
}

#[test]
fn an_event_that_waits_again_and_again_is_sent_each_time() {
    check(
        "waiting: three times, woken",
        Bounds { waits: 3, wakes: true, skew: 1, ticks: 5, ..bounds() },
    );
}

#[test]
fn two_dispatchers_send_copies_and_those_are_harmless() {
    check("waiting: two dispatchers", Bounds { dispatchers: 2, ..waiting() });
}

#[test]
fn a_failure_at_any_call_loses_nothing() {
    check("waiting: one failure", Bounds { trouble: 1, at_once: 1, ticks: 6, ..waiting() });
}

#[test]
fn a_failure_among_two_invocations_loses_nothing() {
    check(
        "waiting: one failure among two invocations",
        Bounds { trouble: 1, ticks: 4, ..waiting() },
    );
}

#[test]
fn a_second_message_of_a_waiting_event_changes_nothing() {
    check("waiting: duplicates", Bounds { contents: vec![1, 1], ..waiting() });
}

#[test]
fn other_content_disturbs_no_wait() {
    check("waiting: reuse", Bounds { contents: vec![1, 2], ..waiting() });
}

#[test]
fn a_message_received_before_its_time_loses_nothing() {
    check("waiting: early redelivery", Bounds { early: 1, terms: slow_delete(), ..waiting() });
}

#[test]
fn a_message_that_its_sender_repeats_changes_nothing() {
    check("waiting: repeated", Bounds { repeats: 1, ..waiting() });
}

#[test]
fn dead_messages_that_are_redriven_end_whatever_became_of_their_event() {
    check(
        "waiting: redrive, one failure",
        Bounds { trouble: 1, redrives: 1, at_once: 1, ticks: 5, ..waiting() },
    );
}

#[test]
fn deaths_before_and_after_a_wait_are_told_apart() {
    check("waiting: company", Bounds { at_once: 1, company: true, ticks: 8, ..waiting() });
}

#[test]
fn who_outlives_the_lease_disturbs_no_wait() {
    let terms = Terms { outlive: true, ..slow_delete() };
    check("waiting: outlived", Bounds { waits: 2, ticks: 4, terms, ..waiting() });
}

#[test]
#[ignore = "larger than the gate has time for"]
fn a_failure_among_two_dispatchers_loses_nothing() {
    check(
        "waiting: two dispatchers, one failure",
        Bounds { dispatchers: 2, trouble: 1, ..waiting() },
    );
}

#[test]
#[ignore = "larger than the gate has time for"]
fn a_failure_among_duplicates_loses_nothing() {
    check(
        "waiting: duplicates, one failure",
        Bounds { contents: vec![1, 1], trouble: 1, ..waiting() },
    );
}

#[test]
#[ignore = "larger than the gate has time for"]
fn a_failure_and_a_message_received_before_its_time_lose_nothing() {
    check(
        "waiting: early redelivery, one failure",
        Bounds { early: 1, trouble: 1, ticks: 2, terms: slow_delete(), ..waiting() },
    );
}

#[test]
#[ignore = "larger than the gate has time for"]
fn two_failures_and_a_redrive_lose_nothing() {
    check(
        "waiting: redrive, two failures",
        Bounds { trouble: 2, redrives: 1, at_once: 1, ticks: 5, ..waiting() },
    );
}

#[test]
#[ignore = "larger than the gate has time for"]
fn two_dispatchers_and_two_waits_lose_nothing() {
    check("waiting: two dispatchers, two waits", Bounds { waits: 2, dispatchers: 2, ..waiting() });
}
