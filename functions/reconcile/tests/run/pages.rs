//! What becomes of the pages of a good feed.

use std::time::Duration;

use serde_json::json;

use crate::world::World;

const FROM_START: &str = "from = \"start\"";

#[tokio::test(start_paused = true)]
async fn every_event_goes_to_the_queue_and_what_the_ledger_knows_does_not() {
    let world = World::new();
    for event in ["e-1", "e-2", "e-3", "e-4", "e-5"] {
        world.publish(event);
    }
    world.lock().known.extend(["erp#acme#e-2", "erp#acme#e-5"].map(str::to_owned));
    world.minutes(&world.reconcile(FROM_START), 1).await;
    assert_eq!(world.sent(), ["e-1", "e-3", "e-4"]);
    let after = world.asked_after();
    assert_eq!(after, [None, Some("1".to_owned()), Some("3".to_owned())], "all in one run");
}

#[tokio::test(start_paused = true)]
async fn a_message_says_that_it_was_polled_and_has_the_body_as_it_stood() {
    let world = World::new();
    world.publish_value(json!({"event_id": "e-1", "type": "product.created"}));
    world.minutes(&world.reconcile(FROM_START), 1).await;
    let envelope = envelope::open(&world.lock().messages[0]).expect("an envelope");
    assert!(envelope.polled && envelope.unread.is_none());
    assert_eq!(envelope.secret, "env:FEED_KEY");
    let body = envelope.body.bytes().expect("it is here");
    assert_eq!(body, br#"{"event_id":"e-1","type":"product.created"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_webhook_has_its_time_to_come_before_its_polled_copy_is_worked_on() {
    let world = World::new();
    world.publish_value(json!({"event_id": "unsaid", "type": "t"}));
    for (event, at) in [("new", "2026-11-26T11:59:50Z"), ("old", "2026-11-26T11:00:00Z")] {
        world.publish_value(json!({"event_id": event, "type": "t", "at": at}));
    }
    world
        .minutes(&world.reconcile("from = \"start\"\ngrace_s = 30\ntime = \"$.event.at\""), 1)
        .await;
    let delays: Vec<u64> = world.lock().queue.iter().map(|(_, delay)| delay.as_secs()).collect();
    assert_eq!(delays, [30, 19, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_the_feed_held_before_the_first_run_is_not_sent_and_what_came_after_is() {
    let world = World::new();
    for event in ["a", "b", "c"] {
        world.publish(event);
    }
    let reconcile = world.reconcile("");
    world.minutes(&reconcile, 1).await;
    world.publish("d");
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.sent(), ["d"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_read_is_sent_with_its_reason_and_blocks_nobody() {
    let world = World::new();
    world.publish_value(json!({"type": "product.created"}));
    world.publish("e-2");
    let reconcile = world.reconcile(FROM_START);
    world.minutes(&reconcile, 1).await;
    let unread = envelope::open(&world.lock().messages[0]).expect("an envelope");
    assert_eq!(
        unread.unread.as_deref(),
        Some("event id: $.event_id selects nothing, or an empty value")
    );
    assert_eq!(world.sent()[1], "e-2");
    world.lock().known.insert(unread.key());
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.sent().iter().filter(|id| id.starts_with("unread:")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_long_body_is_in_the_bucket_before_its_key_is_in_the_queue() {
    let world = World::new();
    let long = "x".repeat(1_100_000);
    world.publish_value(json!({"event_id": "long", "type": "t", "text": long}));
    let reconcile = world.reconcile(FROM_START);
    world.lock().lost = vec!["bucket"];
    world.minute(&reconcile).await.expect("it lives").expect_err("no bucket");
    assert!(world.sent().is_empty());
    world.lock().lost.clear();
    world.minutes(&reconcile, 1).await;
    let key = envelope::stored_key(&world.lock().messages[0]).expect("a key");
    assert!(world.lock().bodies.contains_key(&key));
}

#[tokio::test(start_paused = true)]
async fn pages_are_asked_for_no_faster_than_the_rate_and_the_rest_in_the_next_runs() {
    let world = World::new();
    for event in 0..40 {
        world.publish(&format!("e-{event}"));
    }
    let reconcile =
        world.reconcile("from = \"start\"\nrate = { calls = 6, per_s = 60 }\ntimeout_s = 5");
    let begun = tokio::time::Instant::now();
    world.minutes(&reconcile, 2).await;
    let pages = world.lock().asked.len();
    assert!((10..=12).contains(&pages), "six a minute: {pages}");
    world.minutes(&reconcile, 2).await;
    assert_eq!(world.sent().len(), 40);
    assert_eq!(begun.elapsed(), Duration::from_mins(4));
}

#[tokio::test(start_paused = true)]
async fn a_cursor_of_another_kind_is_none() {
    let world = World::new();
    world.publish("a");
    world.minutes(&world.reconcile(FROM_START), 1).await;
    let by_token = world.reconcile("from = \"start\"\nnext = \"$.next\"");
    world.minutes(&by_token, 1).await;
    assert_eq!(world.asked_after(), [None, None], "it begins as the settings say");
}

#[tokio::test(start_paused = true)]
async fn two_runs_at_once_move_the_cursor_forward_and_lose_nothing() {
    let world = World::new();
    for event in 0..9 {
        world.publish(&format!("e-{event}"));
    }
    let (one, other) = (world.reconcile(FROM_START), world.reconcile(FROM_START));
    let both = futures::future::join(world.minute(&one), world.minute(&other)).await;
    assert!(matches!(both, (Some(Ok(())), Some(Ok(())))), "{both:?}");
    world.minutes(&one, 1).await;
    let sent: std::collections::BTreeSet<String> = world.sent().into_iter().collect();
    assert_eq!(sent.len(), 9);
}
