//! Pauses, outages, and what an operator holds.

use std::time::Duration;

use budget::State;
use holds::{Holds, Kind};
use ledger::WaitCause;

use crate::world::{World, sources};

fn times(world: &World) -> Vec<i64> {
    let inner = world.lock();
    inner.queue.iter().map(|(time, _)| time.duration_since(world.at(0)).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_paused_api_is_sent_nothing_and_goes_on_when_its_pause_is_over() {
    let world = World::new();
    world.park_many("acme", 10);
    world.set_budget("api", State { retry_at: world.at(150), ..State::default() });
    let dispatcher = world.dispatcher(&sources(""));
    world.minutes(&dispatcher, 3).await;
    assert_eq!(times(&world).len(), 10);
    assert!(times(&world).iter().all(|second| (150..155).contains(second)), "{:?}", times(&world));
}

#[tokio::test(start_paused = true)]
async fn an_api_that_is_down_is_sent_one_event_a_minute() {
    let world = World::new();
    world.park_many("acme", 100);
    let down = State { down: true, probe_at: world.at(30), ..State::default() };
    world.set_budget("api", down);
    // No consumer takes the probe: nothing but the dispatcher's own memory holds the next one back.
    let dispatcher = world.dispatcher(&sources(""));
    world.minutes(&dispatcher, 10).await;
    let times = times(&world);
    assert!((9..=10).contains(&times.len()), "{times:?}");
    assert!(times.first().is_some_and(|first| *first >= 30), "{times:?}");
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 60), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_hours_costs_a_probe_a_minute_and_ends_with_a_drain() {
    let world = World::new();
    for number in 0..2_000 {
        let event = format!("shop#acme#{number:05}");
        world.park(&event, "acme").with(|it| it.cause = WaitCause::Down).now();
    }
    let down = State { down: true, ..State::default() };
    world.set_budget("api", down);
    let dispatcher = world.dispatcher(&sources(""));
    world.minutes(&dispatcher, 300).await;
    let probes = world.sent().len();
    assert!((295..=301).contains(&probes), "{probes}");
    world.set_budget("api", State::default());
    world.minutes(&dispatcher, 2).await;
    assert_eq!(world.sent().len(), 2_000);
}

#[tokio::test(start_paused = true)]
async fn probes_of_large_events_leave_the_rate_whole() {
    let world = World::new();
    for number in 0..200 {
        let event = format!("shop#acme#{number:03}");
        world.park(&event, "acme").with(|it| it.units = 1_000).now();
    }
    world.set_budget("api", State { down: true, ..State::default() });
    let dispatcher = world.dispatcher(&sources("items = 2000, per_s = 3600"));
    world.minutes(&dispatcher, 60).await;
    assert!((58..=61).contains(&world.sent().len()), "{}", world.sent().len());
    let probes = world.sent().len();
    world.set_budget("api", State::default());
    world.minutes(&dispatcher, 1).await;
    assert_eq!(world.sent().len(), probes + 1, "the first of a thousand items, at once");
    world.minutes(&dispatcher, 60).await;
    assert_eq!(world.sent().len(), probes + 3, "two thousand items in the hour");
}

#[tokio::test(start_paused = true)]
async fn one_api_that_is_down_delays_no_other() {
    let world = World::new();
    world.park_many("acme", 50);
    for number in 0..50 {
        let event = format!("shop#acme#other-{number:02}");
        world.park(&event, "acme").with(|it| it.lane = "other".to_owned()).now();
    }
    world.set_budget("api", State { down: true, probe_at: world.at(600), ..State::default() });
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 50);
    assert!(times(&world).iter().all(|second| *second < 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_held_is_not_sent_until_it_is_released() {
    for (kind, name) in [(Kind::Source, "shop"), (Kind::Tenant, "acme"), (Kind::Api, "api")] {
        let world = World::new();
        let due = world.now();
        world.park("shop#acme#1", "acme").with(|it| it.due = due).now();
        world.park("erp#globex#1", "globex").now();
        world.hold(kind, name);
        let dispatcher = world.dispatcher(&sources(""));
        world.minutes(&dispatcher, 2).await;
        let others: &[&str] = if kind == Kind::Api { &[] } else { &["erp#globex#1"] };
        assert_eq!(world.sent(), others, "{kind:?}");
        world.lock().holds = Holds::default();
        world.minute(&dispatcher).await.expect("a run");
        assert_eq!(world.sent().len(), 2, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_is_set_in_the_middle_of_a_run_is_obeyed_within_seconds() {
    let world = World::new();
    world.park_many("acme", 1_000);
    let dispatcher = world.dispatcher(&sources("items = 10, per_s = 1, burst = 1"));
    let hold = async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        world.hold(Kind::Tenant, "acme");
    };
    let (ended, ()) = tokio::join!(world.minute(&dispatcher), hold);
    ended.expect("a run");
    assert!(times(&world).iter().all(|second| *second <= 24), "{:?}", times(&world).last());
}

#[tokio::test(start_paused = true)]
async fn what_is_released_in_the_middle_of_a_run_is_sent_within_seconds() {
    for (kind, name) in [(Kind::Source, "shop"), (Kind::Tenant, "acme"), (Kind::Api, "api")] {
        let world = World::new();
        world.park_many("acme", 3);
        world.hold(kind, name);
        let dispatcher = world.dispatcher(&sources(""));
        let release = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            world.lock().holds = Holds::default();
        };
        let (ended, ()) = tokio::join!(world.minute(&dispatcher), release);
        ended.expect("a run");
        let times = times(&world);
        assert_eq!(times.len(), 3, "{kind:?}");
        assert!(times.iter().all(|second| (20..32).contains(second)), "{kind:?}: {times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_held_store_of_objects_is_left_alone() {
    let world = World::new();
    world.park("pim#acme#1", "acme").with(|it| it.lane = "hydrate:pim".to_owned()).now();
    world.hold(Kind::Source, "pim");
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_large_held_backlog_hides_nothing_behind_it() {
    let world = World::new();
    world.park_many("acme", 9_000);
    let due = world.at(7_200);
    for number in 0..30 {
        let event = format!("erp#acme#{number}");
        world.park(&event, "acme").with(|it| it.due = due).now();
    }
    world.hold(Kind::Source, "shop");
    let dispatcher = world.dispatcher(&sources(""));
    world.minutes(&dispatcher, 2).await;
    assert_eq!(world.sent().len(), 30);
}
