//! A number that did not come is asked of the feed.

use std::time::Duration;

use objects::GetError;
use outbound::Outage;
use reconcile::Reconcile;

use crate::world::World;

const FROM_START: &str = "from = \"start\"";

/// A feed of so many events, of which the third is not listed until passes have left its place
/// behind. All others were sent.
async fn left_behind(events: usize, feed: &str) -> (World, Reconcile<World>) {
    let world = World::new();
    for event in 0..events {
        world.publish(&format!("e-{event}"));
    }
    world.lock().hidden.insert(2);
    let reconcile = world.in_order(feed);
    world.minutes(&reconcile, 5).await;
    assert_eq!(world.sent().len() % (events - 1), 0, "all others, by each pass");
    let mut inner = world.lock();
    inner.hidden.clear();
    inner.queue.clear();
    inner.asked.clear();
    let known: Vec<String> = (0..events).map(|event| format!("erp#acme#e-{event}")).collect();
    inner.known.extend(known);
    inner.known.remove("erp#acme#e-2");
    drop(inner);
    (world, reconcile)
}

fn ago(world: &World, minutes: u64) -> jiff::Timestamp {
    world.now() - Duration::from_mins(minutes)
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_listed_behind_the_cursor_is_found_once_a_gap_asks_for_it() {
    let (world, reconcile) = left_behind(7, FROM_START).await;
    world.minutes(&reconcile, 5).await;
    assert_eq!(world.sent(), [""; 0], "no pass finds it");
    world.misses(ago(&world, 1));
    world.lock().asked.clear();
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.sent(), ["e-2"]);
    let asked = world.asked_after();
    assert_eq!(asked[..3], [Some("6".to_owned()), None, Some("1".to_owned())], "the pass first");
    world.minutes(&reconcile, 1).await;
    assert_eq!(
        world.asked_after().last(),
        Some(&Some("6".to_owned())),
        "passes go on where they did"
    );
}

#[tokio::test(start_paused = true)]
async fn a_gap_that_the_feed_cannot_mend_is_searched_for_ever_more_rarely() {
    let (world, reconcile) = left_behind(5, FROM_START).await;
    world.lock().hidden.insert(2);
    let received = ago(&world, 1);
    let mut searched = Vec::new();
    for minute in 0..120 {
        world.misses(received);
        world.lock().asked.clear();
        world.minutes(&reconcile, 1).await;
        if world.asked_after().len() > 1 {
            searched.push(minute);
        }
    }
    assert_eq!(searched, [0, 5, 25, 105]);
}

#[tokio::test(start_paused = true)]
async fn what_was_counted_long_ago_is_no_gap() {
    let (world, reconcile) = left_behind(5, FROM_START).await;
    world.misses(ago(&world, 1));
    tokio::time::sleep(Duration::from_mins(11)).await;
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.asked_after().len(), 1, "the pass alone");
}

#[tokio::test(start_paused = true)]
async fn a_source_without_order_has_no_gaps() {
    let (world, _) = left_behind(5, FROM_START).await;
    world.misses(ago(&world, 1));
    world.lock().lost = vec!["gaps"];
    world.minutes(&world.reconcile(FROM_START), 1).await;
    assert_eq!(world.asked_after().len(), 1, "the pass alone");
}

#[tokio::test(start_paused = true)]
async fn a_long_search_takes_some_pages_a_run_and_goes_on_whatever_becomes_of_its_gap() {
    let (world, reconcile) = left_behind(120, FROM_START).await;
    world.misses(ago(&world, 1));
    let mut pages = Vec::new();
    for _ in 0..4 {
        world.lock().asked.clear();
        world.minutes(&reconcile, 1).await;
        pages.push(world.asked_after().len() - 1);
        world.lock().missing = None;
    }
    assert_eq!(pages, [20, 20, 20, 0], "119 events are left behind, and two are a page");
}

#[tokio::test(start_paused = true)]
async fn a_search_that_the_feed_refuses_ends_and_delays_no_pass() {
    for trouble in
        [GetError::NotThere(410), GetError::Misconfigured(400), GetError::Nonsense("x".into())]
    {
        let (world, reconcile) = left_behind(7, FROM_START).await;
        world.misses(ago(&world, 1));
        // One good page for the pass, which has nothing new.
        let good = br#"{"data": [], "has_more": false}"#.to_vec();
        world.lock().answers = vec![Ok(good), Err(trouble.clone())];
        world.minutes(&reconcile, 1).await;
        assert_eq!(world.asked_after().len(), 2, "{trouble:?}");
        world.publish("e-7");
        world.minutes(&reconcile, 1).await;
        assert_eq!(world.sent(), ["e-7"], "{trouble:?}: the next minute, as ever");
        world.minutes(&reconcile, 4).await;
        world.misses(ago(&world, 7));
        world.minutes(&reconcile, 1).await;
        assert!(world.sent().contains(&"e-2".to_owned()), "{trouble:?}: the next search");
    }
}

#[tokio::test(start_paused = true)]
async fn a_feed_with_trouble_is_not_searched() {
    let (world, reconcile) = left_behind(5, FROM_START).await;
    world.misses(ago(&world, 1));
    world.lock().answers = vec![Err(GetError::Unavailable(Outage::Timeout))];
    world.minutes(&reconcile, 1).await;
    assert_eq!(world.asked_after().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_does_not_say_what_is_missing_fails_the_run_and_delays_no_feed() {
    let (world, reconcile) = left_behind(5, FROM_START).await;
    world.lock().lost = vec!["gaps"];
    world.publish("e-5");
    let failed = world.minute(&reconcile).await.expect("it lives");
    assert!(matches!(failed, Err(reconcile::Failed::Gaps(_))), "{failed:?}");
    assert_eq!(world.sent(), ["e-5"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_from_before_the_first_run_is_sent_to_mend_a_gap() {
    let world = World::new();
    for event in 0..4 {
        world.publish(&format!("e-{event}"));
    }
    let reconcile = world.in_order("");
    world.minutes(&reconcile, 5).await;
    world.publish("e-4");
    world.minutes(&reconcile, 5).await;
    world.misses(ago(&world, 1));
    world.minutes(&reconcile, 1).await;
    assert!(world.sent().iter().all(|event| event == "e-4"), "{:?}", world.sent());
}
