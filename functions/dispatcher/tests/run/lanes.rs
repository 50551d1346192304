//! Lanes that nobody knows, events that wait for weeks, and large messages.

use std::time::Duration;

use budget::State;
use holds::Kind;
use ledger::{Phase, WaitCause};

use crate::world::{World, sources};

const WEEK: Duration = Duration::from_hours(7 * 24);

#[tokio::test(start_paused = true)]
async fn what_waits_for_an_api_that_is_gone_is_sent_on_within_a_minute() {
    let world = World::new();
    for number in 0..150 {
        let event = format!("shop#acme#{number:03}");
        let parking = world.park(&event, "acme");
        parking
            .with(|it| {
                it.lane = "gone".to_owned();
                it.cause = WaitCause::Misconfigured;
            })
            .now();
    }
    world.set_budget("gone", State { down: true, ..State::default() });
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent(), [""; 0], "it has not come to rest");
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 150);
    assert!(world.lock().requests.len() >= 15);
}

#[tokio::test(start_paused = true)]
async fn what_has_waited_for_a_week_is_sent_whatever_its_api_does() {
    for trouble in ["down", "paused", "held", "rate"] {
        let world = World::new();
        let (old, young) = (world.now() - WEEK, world.now() - WEEK + Duration::from_hours(3));
        for number in 0..500 {
            let parked_at = if number < 300 { old } else { young };
            let event = format!("shop#acme#{number:03}");
            let due = parked_at + Duration::from_hours(1);
            world.park(&event, "acme").with(|it| (it.parked_at, it.due) = (parked_at, due)).now();
        }
        let state = State::default();
        match trouble {
            "down" => {
                let probe_at = world.now() + WEEK;
                world.set_budget("api", State { down: true, probe_at, ..state });
            }
            "paused" => world.set_budget("api", State { retry_at: world.now() + WEEK, ..state }),
            "held" => world.hold(Kind::Tenant, "acme"),
            _ => {}
        }
        let dispatcher = world.dispatcher(&sources("items = 1, per_s = 3600"));
        world.minute(&dispatcher).await.expect("a run");
        let sent = world.sent().len();
        assert!((300..=302).contains(&sent), "{trouble}: {sent}");
        assert_eq!(world.phase("shop#acme#299"), Some(Phase::Released));
        assert_eq!(world.phase("shop#acme#499"), Some(Phase::Waiting));
        world.minutes(&dispatcher, 240).await;
        let sent = world.sent().len();
        assert!((500..=506).contains(&sent), "{trouble}: {sent}, some hours later");
    }
}

#[tokio::test(start_paused = true)]
async fn large_messages_are_sent_in_requests_that_the_queue_takes() {
    let world = World::new();
    for number in 0..50 {
        let event = format!("shop#acme#{number:02}");
        world.park(&event, "acme").with(|it| it.body = "x".repeat(300 * 1024)).now();
    }
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 50);
    let requests = world.lock().requests.clone();
    assert!(requests.iter().all(|events| *events <= 3), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_as_it_was_with_its_ticket() {
    let world = World::new();
    let body = "{\"v\":1}\nthe text behind it";
    world.park("shop#acme#1", "acme").with(|it| it.body = body.to_owned()).now();
    let ticket = world.lock().rows.get("shop#acme#1").map(|row| row.token.clone());
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    let (_, letter) = world.lock().queue.first().cloned().expect("a message");
    assert_eq!((letter.body.as_str(), Some(letter.ticket)), (body, ticket));
    assert_eq!((letter.tenant.as_str(), letter.source.as_str()), ("acme", "shop"));
    let row = world.lock().rows.get("shop#acme#1").cloned().expect("a row");
    let kept = row.expires_at.expect("an end").duration_since(world.at(0)).as_secs();
    assert!((3_888_000..3_888_005).contains(&kept), "retention counts from the mark: {kept}");
    assert_eq!(row.wait, None);
}

#[tokio::test(start_paused = true)]
async fn an_empty_lane_ends_the_run_at_once() {
    let world = World::new();
    world.lock().lanes.insert("api".to_owned());
    let dispatcher = world.dispatcher(&sources(""));
    dispatcher.run(&world.clock()).await.expect("a run");
    assert_eq!(world.now(), world.at(0));
    assert_eq!(world.lock().rows_read, 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_ends_before_the_next_begins() {
    let world = World::new();
    world.park_many("acme", 10_000);
    let dispatcher = world.dispatcher(&sources("items = 2000, per_s = 3600"));
    dispatcher.run(&world.clock()).await.expect("a run");
    assert!(world.now() <= world.at(57), "{}", world.now());
    assert!(world.now() >= world.at(50), "{}", world.now());
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_a_lane_is_worked_on_is_sent_in_the_same_run() {
    let world = World::new();
    world.park_many("acme", 1_200);
    let dispatcher = world.dispatcher(&sources("items = 10, per_s = 1, burst = 1"));
    let late = async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        let parking = world.park("shop#globex#late", "globex");
        parking.with(|it| it.priority = ledger::Priority::Person).now();
    };
    let (ended, ()) = tokio::join!(world.minute(&dispatcher), late);
    ended.expect("a run");
    assert!(world.sent().contains(&"shop#globex#late".to_owned()));
}
