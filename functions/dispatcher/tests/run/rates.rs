//! How fast: never faster than the API allows, and hardly slower.

use std::num::NonZeroU32;
use std::time::Duration;

use budget::{Rate, State};
use ledger::WaitCause;

use crate::worker::work;
use crate::world::{World, sources};

fn rate(units: u32, per: Duration, burst: u32) -> Rate {
    let number = |number| NonZeroU32::new(number).expect("a number");
    Rate { units: number(units), per, burst: number(burst) }
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_a_slow_rate_sends_what_an_hour_allows() {
    let world = World::new();
    world.park_many("acme", 5_000);
    let dispatcher = world.dispatcher(&sources("items = 2000, per_s = 3600"));
    world.minutes(&dispatcher, 60).await;
    let sent = world.sent().len();
    assert!((1_960..=2_024).contains(&sent), "2,000 and what is ahead: {sent}");
    let requests = world.lock().requests.clone();
    assert!(requests.iter().filter(|events| **events < 6).count() < 10, "few small sends");
}

#[tokio::test(start_paused = true)]
async fn the_budget_is_used_while_something_waits() {
    for (text, rate, unit_is_item, events, items_an_hour) in [
        ("items = 2000, per_s = 3600", rate(2_000, Duration::from_hours(1), 1), true, 5_000, 2_000),
        (
            "items = 6000, per_s = 3600, burst = 200",
            rate(6_000, Duration::from_hours(1), 200),
            true,
            14_000,
            6_000,
        ),
        ("calls = 30, per_s = 3600", rate(30, Duration::from_hours(1), 1), false, 14_000, 30 * 200),
    ] {
        let world = World::new();
        world.park_many("acme", events);
        let dispatcher = world.dispatcher(&sources(text));
        let hours = 2;
        let worker =
            tokio::spawn(work(world.clone(), rate, unit_is_item, Duration::from_hours(hours)));
        world.minutes(&dispatcher, 60 * u32::try_from(hours).expect("few")).await;
        let done = worker.await.expect("no panic");
        let allowed = items_an_hour * 2;
        let share = f64::from(u32::try_from(done.items).expect("few")) / f64::from(allowed);
        assert!(share >= 0.95, "{text}: {share} of the budget, {} parked anew", done.parked);
        assert!(share <= 1.04, "{text}: {share}");
        assert!(done.parked <= 10, "{text}: {} calls' events were parked anew", done.parked);
    }
}

#[tokio::test(start_paused = true)]
async fn calls_are_full_where_a_call_is_what_is_counted() {
    let world = World::new();
    world.park_many("acme", 10_000);
    let dispatcher = world.dispatcher(&sources("calls = 60, per_s = 3600"));
    let worker = tokio::spawn(work(
        world.clone(),
        rate(60, Duration::from_hours(1), 1),
        false,
        Duration::from_mins(30),
    ));
    world.minutes(&dispatcher, 30).await;
    let done = worker.await.expect("no panic");
    assert!(done.items >= done.calls * 190, "{} items in {} calls", done.items, done.calls);
}

#[tokio::test(start_paused = true)]
async fn events_with_many_items_use_the_rate_by_their_items() {
    let world = World::new();
    for number in 0..100 {
        let event = format!("shop#acme#{number:03}");
        world.park(&event, "acme").with(|parking| parking.units = 100).now();
    }
    let dispatcher = world.dispatcher(&sources("items = 2000, per_s = 3600"));
    world.minutes(&dispatcher, 60).await;
    let sent = world.sent().len();
    assert!((19..=21).contains(&sent), "twenty events of a hundred items: {sent}");
}

#[tokio::test(start_paused = true)]
async fn without_a_rate_a_backlog_is_sent_at_once() {
    let world = World::new();
    world.park_many("acme", 3_000);
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 3_000);
}

#[tokio::test(start_paused = true)]
async fn a_store_of_objects_is_asked_once_for_each_event() {
    let world = World::new();
    for number in 0..300 {
        let event = format!("pim#acme#{number:03}");
        let parking = world.park(&event, "acme");
        parking
            .with(|parking| {
                parking.lane = "hydrate:pim".to_owned();
                parking.units = 50;
            })
            .now();
    }
    let dispatcher = world.dispatcher(&sources(""));
    world.minutes(&dispatcher, 2).await;
    let sent = world.sent().len();
    assert!((115..=137).contains(&sent), "60 a minute, whatever they hold: {sent}");
}

#[tokio::test(start_paused = true)]
async fn what_is_due_only_later_and_ends_with_no_trouble_is_left() {
    let world = World::new();
    let causes = [
        (WaitCause::Paused, true),
        (WaitCause::Down, true),
        (WaitCause::Rate, true),
        (WaitCause::Credentials, false),
        (WaitCause::Misconfigured, false),
        (WaitCause::SpendCap, false),
        (WaitCause::Held, false),
        (WaitCause::Sequence, false),
        (WaitCause::Job, false),
    ];
    for (cause, _) in causes {
        let event = format!("shop#acme#{}", cause.word());
        let due = world.at(90);
        world
            .park(&event, "acme")
            .with(|parking| (parking.cause, parking.due) = (cause, due))
            .now();
    }
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    let early = world.sent();
    for (cause, is_early) in causes {
        let event = format!("shop#acme#{}", cause.word());
        assert_eq!(early.contains(&event), is_early, "{event}");
    }
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), causes.len(), "at ninety seconds all are due");
    let times: Vec<_> = world.lock().queue.iter().map(|(time, _)| *time).collect();
    let late = times.iter().filter(|time| **time >= world.at(90)).count();
    assert_eq!(late, 6);
    assert!(times.iter().all(|time| *time < world.at(95)), "as soon as they are due");
}

#[tokio::test(start_paused = true)]
async fn what_others_have_used_of_the_budget_is_not_sent_again() {
    let world = World::new();
    world.park_many("acme", 2_000);
    let spent = State { whole_at: world.at(600), ..State::default() };
    world.set_budget("api", spent);
    let dispatcher = world.dispatcher(&sources("items = 60, per_s = 60, burst = 600"));
    dispatcher.run(&world.clock()).await.expect("a run");
    assert!(world.sent().len() < 110, "not the whole burst: {}", world.sent().len());
}
