//! A run that dies at each of its remote calls in turn, before the call or after it.

use std::collections::BTreeSet;
use std::time::Duration;

use reconcile::Reconcile;

use crate::world::World;

#[tokio::test(start_paused = true)]
async fn whoever_dies_wherever_every_event_is_enqueued_and_the_cursor_reaches_the_end() {
    let mut calls = 0;
    for number in 0.. {
        for made in [false, true] {
            let world = World::new();
            for event in 0..5 {
                world.publish(&format!("e-{event}"));
            }
            world.lock().death = Some((number, made));
            let reconcile = world.reconcile("from = \"start\"");
            let ended = world.minute(&reconcile).await;
            calls = world.lock().calls;
            if number < calls {
                assert_ne!(ended, Some(Ok(())), "it dies at call {number}");
            }
            world.lock().death = None;
            // Another process takes over.
            let other = world.reconcile("from = \"start\"");
            world.minutes(&other, 5).await;
            let sent: BTreeSet<String> = world.sent().into_iter().collect();
            assert_eq!(sent.len(), 5, "call {number}, made: {made}");
            let last = world.asked_after().pop().expect("it was asked");
            assert_eq!(last.as_deref(), Some("4"), "call {number}, made: {made}");
        }
        if number >= calls {
            break;
        }
    }
    assert!(calls > 8, "there are calls to die at: {calls}");
}

/// A feed whose third event is listed an hour late: passes have left its place behind.
async fn left_behind() -> (World, Reconcile<World>) {
    let world = World::new();
    for event in 0..7 {
        world.publish(&format!("e-{event}"));
    }
    world.lock().hidden.insert(2);
    let reconcile = world.in_order("from = \"start\"");
    world.minutes(&reconcile, 5).await;
    world.lock().hidden.clear();
    world.misses(world.now() - Duration::from_mins(1));
    (world, reconcile)
}

#[tokio::test(start_paused = true)]
async fn whoever_dies_wherever_in_a_search_finds_what_the_gap_lacks_and_leaves_the_cursor() {
    for number in 0.. {
        let mut died = 0;
        for made in [false, true] {
            let (world, reconcile) = left_behind().await;
            let calls = world.lock().calls;
            world.lock().death = Some((calls + number, made));
            died += usize::from(world.minute(&reconcile).await != Some(Ok(())));
            world.lock().death = None;
            let other = world.in_order("from = \"start\"");
            world.minutes(&other, 7).await;
            assert!(world.sent().contains(&"e-2".to_owned()), "call {number}, made: {made}");
            world.lock().missing = None;
            world.minutes(&other, 1).await;
            let last = world.asked_after().pop().expect("it was asked");
            assert_eq!(last.as_deref(), Some("6"), "call {number}, made: {made}");
        }
        if died == 0 {
            assert!(number > 12, "there are calls to die at: {number}");
            return;
        }
    }
}
