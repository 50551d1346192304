//! The deadline, with tables of which each call takes two seconds.

use std::time::Duration;

use consumer::{Clock, SLOW};
use ledger::Phase;
use pipeline::scene::start;
use tokio::time::Instant;

use crate::api::Api;
use crate::world::{INVOCATION, World};

/// So many events, each call for some of which takes so long.
async fn slow_world(events: usize, takes: Duration) -> World {
    let descriptions: Vec<String> = (0..events).map(|number| format!("Mug {number}")).collect();
    let mut world = World::of(&descriptions, Api::new(takes)).await;
    world.slowness = SLOW;
    world
}

#[tokio::test(start_paused = true)]
async fn slow_tables_end_an_invocation_with_everything_released_and_never_with_a_timeout() {
    let mut world = slow_world(1_500, Duration::from_secs(290)).await;
    let batch = world.queue.receive(start());
    let began = Instant::now();
    let returned = world.consume(batch, start()).await.expect("it lives");
    assert!(began.elapsed() < INVOCATION, "{:?}", began.elapsed());
    let claimed = world.ledger.rows().into_iter().filter(|row| row.phase == Phase::Claimed).count();
    assert_eq!(claimed, 0, "nobody holds anything");
    let done = world.ledger.rows().into_iter().filter(|row| row.phase == Phase::Done).count();
    assert_eq!(done + returned.len(), 1_500);
    assert!(done >= 200, "{done} are done");
}

#[tokio::test(start_paused = true)]
async fn an_invocation_that_begins_late_claims_nothing_it_cannot_finish() {
    let mut world = slow_world(10, Duration::from_secs(1)).await;
    let batch = world.queue.receive(start());
    let clock = Clock::new(start(), start() + Duration::from_mins(3));
    let returned = world.consume_until(batch, &clock).await;
    assert_eq!(returned.len(), 10);
    assert!(world.ledger.rows().is_empty());
}
