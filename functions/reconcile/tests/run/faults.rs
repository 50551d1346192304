//! What a feed, or a network of ours, may do wrong: nothing is lost, and nothing loops.

use std::time::Duration;

use objects::GetError;
use outbound::Outage;
use serde_json::json;

use crate::world::World;

const FROM_START: &str = "from = \"start\"";

fn one_event() -> World {
    let world = World::new();
    world.publish("e-1");
    world
}

/// The minutes in which it was asked, of so many.
async fn asked_in(world: &World, minutes: u32) -> Vec<u32> {
    let reconcile = world.reconcile(FROM_START);
    let mut asked = Vec::new();
    for minute in 0..minutes {
        let before = world.lock().asked.len();
        world.minute(&reconcile).await.expect("it lives").expect("not our fault");
        if world.lock().asked.len() > before {
            asked.push(minute);
        }
    }
    asked
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_says_wait_is_left_alone_until_then() {
    let world = one_event();
    let wait = Some(Duration::from_secs(150));
    world.lock().answers = vec![Err(GetError::RateLimited { retry_after: wait })];
    assert_eq!(asked_in(&world, 4).await, [0, 3]);
    assert_eq!(world.sent(), ["e-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_feed_with_trouble_is_asked_again_later_each_time_and_nothing_is_lost() {
    for trouble in [
        Err(GetError::Unavailable(Outage::Status(503))),
        Err(GetError::Unavailable(Outage::Timeout)),
        Err(GetError::Nonsense("more than 8388608 bytes".to_owned())),
        Err(GetError::NotThere(404)),
        Err(GetError::Misconfigured(401)),
        Ok(b"<html>".to_vec()),
        Ok(b"{\"error\": \"busy\"}".to_vec()),
        Ok(b"{\"data\": [{}], \"has_more\": true}".to_vec()),
    ] {
        let world = one_event();
        world.lock().answers = vec![trouble.clone(); 4];
        let asked = asked_in(&world, 12).await;
        assert_eq!(asked.len(), 5 + 12 - 1 - asked[4] as usize, "{trouble:?}: {asked:?}");
        assert!(asked[3] - asked[2] > asked[1] - asked[0], "{trouble:?}: {asked:?}");
        assert_eq!(world.sent()[0], "e-1", "{trouble:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_leads_nowhere_is_sent_and_not_followed() {
    let world = World::new();
    let page =
        json!({"data": [{"seq": 7, "event": {"event_id": "e-7", "type": "t"}}], "has_more": true});
    let page = page.to_string().into_bytes();
    world.lock().answers = vec![Ok(page.clone()), Ok(page.clone()), Ok(page)];
    let reconcile = world.reconcile(FROM_START);
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.lock().asked.len(), 2, "the second page is the first again");
    assert!(!world.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_the_queue_refuses_is_sent_again_and_the_cursor_waits_for_all_of_it() {
    let world = one_event();
    world.publish("e-2");
    world.lock().refusals = 3;
    let reconcile = world.reconcile(FROM_START);
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.sent().len(), 2, "within one run");
    let world = one_event();
    world.lock().refusals = 3;
    world.minute(&world.reconcile(FROM_START)).await.expect("it lives").expect_err("not taken");
    assert!(world.sent().is_empty() && world.lock().cursors.is_empty(), "its cursor stays");
    world.minutes(&world.reconcile(FROM_START), 1).await;
    assert_eq!(world.sent(), ["e-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_network_of_ours_that_fails_fails_the_run_and_moves_no_cursor() {
    for lost in ["cursors", "ledger", "queue", "secrets"] {
        let world = one_event();
        let reconcile = world.reconcile(FROM_START);
        world.lock().lost = vec![lost];
        let failed = world.minute(&reconcile).await.expect("it lives");
        assert_eq!(failed, Err(reconcile::Failed::Feeds("erp".to_owned())), "{lost}");
        assert!(world.lock().cursors.is_empty() && world.sent().is_empty(), "{lost}");
        world.lock().lost.clear();
        world.minutes(&reconcile, 1).await;
        assert_eq!(world.sent(), ["e-1"], "{lost}");
    }
}
