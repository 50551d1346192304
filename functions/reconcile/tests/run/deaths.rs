//! A run that dies at each of its remote calls in turn, before the call or after it.

use std::collections::BTreeSet;

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
