//! The crash matrix: an invocation dies before, during and after each of its remote calls, and
//! the queue goes on.
//!
//! Which calls there are is learned from the code: each scenario is played with a death at its
//! first call, its second, and so on, until it ends before its death comes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod end;
mod play;
mod scenario;

use std::collections::BTreeSet;

use pipeline::doubles::{Death, Life, Moment, Seam};

use crate::play::play;
use crate::scenario::Scenario;

/// Seams that no invocation of the consumer reaches.
const NOT_REACHED: &[(Seam, &str)] =
    &[(Seam::BodiesPut, "the door stores bodies: tests/door.rs has its failures")];

/// What one item takes, at least: claim, read, key, budget, call, record, done.
const FEWEST_CALLS: usize = 7;

#[tokio::test]
async fn an_event_survives_a_crash_anywhere() {
    survives(Scenario::OneItem).await;
}

#[tokio::test]
async fn an_event_of_several_items_survives_a_crash_anywhere() {
    survives(Scenario::SeveralItems).await;
}

#[tokio::test]
async fn events_that_share_a_call_survive_a_crash_anywhere() {
    survives(Scenario::SharedCall).await;
}

#[tokio::test]
async fn an_answer_that_a_tenant_shares_survives_a_crash_anywhere() {
    survives(Scenario::SharedAnswer).await;
}

#[tokio::test]
async fn duplicates_of_one_event_survive_a_crash_anywhere() {
    survives(Scenario::Duplicates).await;
}

#[tokio::test]
async fn a_repeat_that_arrives_later_survives_a_crash_anywhere() {
    survives(Scenario::LateRepeat).await;
}

#[tokio::test]
async fn an_event_on_its_second_try_survives_a_crash_anywhere() {
    survives(Scenario::SecondTry).await;
}

#[tokio::test]
async fn a_call_that_can_be_looked_up_is_paid_for_once_through_a_crash_anywhere() {
    survives(Scenario::LookedUp).await;
}

#[tokio::test]
async fn an_event_with_a_stored_body_survives_a_crash_anywhere() {
    survives(Scenario::StoredBody).await;
}

#[tokio::test]
async fn an_event_that_waits_outside_the_queue_survives_a_crash_anywhere() {
    survives(Scenario::Waits).await;
}

#[tokio::test]
async fn a_reused_id_is_told_apart_through_a_crash_anywhere() {
    survives(Scenario::ReusedId).await;
}

#[tokio::test]
async fn an_unreadable_record_and_its_neighbour_survive_a_crash_anywhere() {
    survives(Scenario::Unreadable).await;
}

#[tokio::test]
async fn triggers_of_one_object_survive_a_crash_anywhere() {
    survives(Scenario::Triggers).await;
}

#[tokio::test]
async fn results_of_both_kinds_survive_a_crash_anywhere() {
    survives(Scenario::Results).await;
}

#[tokio::test]
async fn numbers_that_keep_their_order_survive_a_crash_anywhere() {
    survives(Scenario::InOrder).await;
}

#[tokio::test]
async fn a_job_is_submitted_once_and_completed_through_a_crash_anywhere() {
    survives(Scenario::Job).await;
}

#[tokio::test]
async fn an_event_survives_two_crashes_anywhere() {
    // What dies after a call dies before the next one: twice is told apart by these two alone.
    let moments = [Moment::Before, Moment::During];
    for first in deaths(&moments) {
        for second in deaths(&moments).skip_while(|second| second.call <= first.call) {
            let life = Life::until(&[first, second]);
            assert_eq!(play(Scenario::OneItem, &life).await, Scenario::OneItem.end(), "{life:?}");
            match life.outstanding() {
                0 => {}
                1 => break,
                _ => return assert!(first.call >= FEWEST_CALLS, "{first:?} was not reached"),
            }
        }
    }
}

#[tokio::test]
async fn every_remote_call_of_the_consumer_is_a_crash_point_of_some_scenario() {
    let mut seams = BTreeSet::new();
    for scenario in Scenario::ALL {
        let life = Life::default();
        play(scenario, &life).await;
        seams.extend(life.seams());
    }
    seams.extend(NOT_REACHED.iter().map(|(seam, _)| *seam));
    let untested: Vec<_> = Seam::CONSUMER.iter().filter(|seam| !seams.contains(seam)).collect();
    assert!(untested.is_empty(), "no scenario reaches {untested:?}");
}

/// Plays a scenario undisturbed, then once for each way in which one invocation can die.
async fn survives(scenario: Scenario) {
    assert_eq!(play(scenario, &Life::default()).await, scenario.end(), "undisturbed");
    for death in deaths(&Moment::ALL) {
        let life = Life::until(&[death]);
        assert_eq!(play(scenario, &life).await, scenario.end(), "{life:?}");
        if life.outstanding() > 0 {
            assert!(death.call >= FEWEST_CALLS, "{death:?} was not reached");
            return;
        }
    }
}

/// Every death at these moments, of the first call, the second, and so on.
fn deaths(moments: &[Moment]) -> impl Iterator<Item = Death> {
    (0..).flat_map(|call| moments.iter().map(move |moment| Death { call, moment: *moment }))
}
