//! Many consumers, one API: its rate, its pauses, its outages.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::num::NonZeroU32;
use std::time::Duration;

use consumer::{Clock, closing};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use ledger::{Phase, WaitCause};
use pipeline::doubles::MemoryQueue;
use pipeline::scene::{Scene, start};
use settings::{ApiRate, CapPeriod, RateUnit, SpendCap};
use standin::{Control, Rule, StatusCode};

/// Longer than a busy machine stands still, and less than a turn is waited for.
const A_WHILE: Duration = Duration::from_secs(12);

/// A scene whose API takes so many calls a minute, all of them at once.
async fn rated(calls: u32) -> Scene {
    spread(calls, calls).await
}

/// A scene whose API takes so many calls a minute, and so many at once.
async fn spread(calls: u32, burst: u32) -> Scene {
    let whole = |number| NonZeroU32::new(number).expect("not zero");
    let (units, burst, per) = (whole(calls), whole(burst), Duration::from_mins(1));
    let rate = ApiRate { unit: RateUnit::Calls, units, per, burst };
    Scene::with_each_api(|api| api.rate = Some(rate)).await
}

/// One event each for so many invocations, all of them at once. How many of them wait afterwards.
/// They have time for a call, and for no wait before it.
async fn at_once(scene: &Scene, count: usize, now: Timestamp) -> usize {
    waiting_up_to(Duration::from_secs(1), scene, count, now).await
}

/// The same, with time for a wait before the call.
async fn waiting_up_to(wait: Duration, scene: &Scene, count: usize, now: Timestamp) -> usize {
    for number in 0..count {
        let (event, sku) = (format!("msg_{now}_{number}"), format!("SKU-{now}-{number}"));
        scene.post(&event, &[(&sku, &format!("Ceramic mug {now} {number}"))]).await;
    }
    let sent = scene.messages();
    let messages = sent.into_iter().rev().take(count);
    let api = scene.settings.apis.get("classifier").expect("an API");
    let enough = api.single_timeout + closing(1, 1) + wait;
    let fleet = messages.map(|message| {
        let consumer = scene.another_consumer();
        let clock = Clock::new(now, now + enough);
        async move { consumer.consume(vec![message], &clock).await.len() }
    });
    let held = futures::stream::iter(fleet).buffer_unordered(count);
    let held: usize = held.collect::<Vec<_>>().await.into_iter().sum();
    let key = format!("catalog#acme#msg_{now}_");
    let rows = scene.ledger.rows();
    held + rows.iter().filter(|row| row.event.starts_with(&key) && row.wait.is_some()).count()
}

/// The API fails until it is held to be down.
async fn go_down(scene: &Scene) {
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE);
    scene.standin.set(Control { rules: vec![down], ..Control::default() });
    for minute in 0..3 {
        at_once(scene, 1, start() + SignedDuration::from_mins(minute)).await;
    }
}

/// An event that comes while the API is down is its probe, each minute for half an hour; none of
/// these is its try. In each of the invocations, after so many calls of the budget's table that
/// succeed, so many fail.
async fn probes_are_no_tries(scene: &Scene, (succeed, fail): (usize, usize)) {
    let asked = scene.standin.calls().len();
    scene.post("fresh", &[("SKU-1", "Ceramic mug")]).await;
    let fresh = scene.messages().pop().expect("a message");
    for minute in 4..34 {
        let now = start() + SignedDuration::from_mins(minute);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let sent = scene.later(vec![fresh.clone()], now).await;
        scene.budget.fault.before_each(succeed, fail);
        scene.consumer.consume(sent, &clock).await;
        scene.budget.fault.before_each(0, 0);
    }
    let probes = scene.standin.calls().len() - asked;
    // When a probe is due is a matter of chance; ten tries are what an event has.
    assert!(probes > 12, "{probes}: it is the probe");
    let row = scene.ledger.row("catalog#acme#fresh").expect("a row");
    assert_eq!((row.phase, row.tries), (Phase::Waiting, 0));
    assert_eq!(row.wait.map(|wait| wait.cause), Some(WaitCause::Down));
}

#[tokio::test]
async fn however_many_consumers_the_api_never_sees_more_than_its_rate() {
    let scene = rated(4).await;
    for minute in 0..5 {
        let before = scene.standin.calls().len();
        let held = at_once(&scene, 12, start() + SignedDuration::from_mins(minute)).await;
        let made = scene.standin.calls().len() - before;
        assert_eq!(made + held, 12, "minute {minute}");
        // Clocks that are a millisecond apart may cost a call of the burst, never give one.
        assert!((3..=4).contains(&made), "minute {minute}: {made}");
    }
    assert!(scene.ledger.rows().iter().all(|row| row.tries == 0), "a wait is no try");
}

#[tokio::test]
async fn a_retry_after_that_one_consumer_was_told_is_obeyed_by_all() {
    let scene = Scene::new().await;
    scene.standin.set(Control { rules: vec![Rule::too_many("600").once()], ..Control::default() });
    assert_eq!(at_once(&scene, 1, start()).await, 1);
    assert_eq!(at_once(&scene, 8, start() + SignedDuration::from_secs(590)).await, 8);
    assert_eq!(scene.standin.calls().len(), 1, "nobody asked again");
    assert_eq!(at_once(&scene, 8, start() + SignedDuration::from_secs(660)).await, 0);
}

/// The second call has its turn two seconds after the first one, which is told to wait.
#[tokio::test]
async fn a_pause_that_comes_before_a_calls_turn_is_obeyed() {
    let scene = spread(30, 1).await;
    scene.standin.set(Control { rules: vec![Rule::too_many("600").once()], ..Control::default() });
    assert_eq!(waiting_up_to(A_WHILE, &scene, 2, start()).await, 2);
    assert_eq!(scene.standin.calls().len(), 1, "nobody asked again");
}

#[tokio::test]
async fn calls_have_their_turns_one_after_the_other_and_nobody_asks_twice_for_one() {
    let scene = spread(1_200, 1).await;
    let before = scene.budget.writes();
    // Each of them fifty milliseconds after the one before.
    assert_eq!(waiting_up_to(A_WHILE, &scene, 12, start()).await, 0);
    assert_eq!(scene.standin.calls().len(), 12);
    assert_eq!(scene.budget.writes() - before, 12);
}

/// Ten calls of one invocation, a quarter of a minute apart, and time for one of them.
#[tokio::test]
async fn a_call_whose_turn_comes_too_late_waits_outside_the_queue() {
    let one = NonZeroU32::new(1).expect("not zero");
    let rate =
        ApiRate { unit: RateUnit::Calls, units: one, per: Duration::from_secs(15), burst: one };
    let scene = Scene::with_each_api(|api| (api.rate, api.max_items) = (Some(rate), 1)).await;
    for number in 0..10 {
        let (event, words) = (format!("msg_{number}"), format!("Ceramic mug {number}"));
        scene.post(&event, &[(&format!("SKU-{number}"), &words)]).await;
    }
    let api = scene.settings.apis.get("classifier").expect("an API");
    let enough = api.single_timeout + closing(10, 10) + A_WHILE;
    let clock = Clock::new(start(), start() + enough);
    let back = scene.consumer.consume(scene.messages(), &clock).await;
    assert!(back.is_empty(), "a message that comes back costs a receive");
    let rows = scene.ledger.rows();
    let waits = rows.iter().filter_map(|row| row.wait.as_ref());
    let causes: Vec<WaitCause> = waits.map(|wait| wait.cause).collect();
    let calls = scene.standin.calls().len();
    assert!((1..10).contains(&calls), "{calls}");
    assert_eq!(causes, vec![WaitCause::Rate; 10 - calls]);
}

#[tokio::test]
async fn after_an_outage_one_probe_at_a_time_finds_out() {
    let scene = Scene::new().await;
    go_down(&scene).await;
    let paused = start() + SignedDuration::from_mins(2) + SignedDuration::from_secs(29);
    assert_eq!(at_once(&scene, 8, paused).await, 8);
    assert_eq!(scene.standin.calls().len(), 3, "paused for everybody");
    let over = start() + SignedDuration::from_mins(3);
    assert_eq!(at_once(&scene, 8, over).await, 8);
    assert_eq!(scene.standin.calls().len(), 4, "one probe");
    scene.standin.reset();
    at_once(&scene, 1, over + SignedDuration::from_mins(5)).await;
    assert_eq!(at_once(&scene, 8, over + SignedDuration::from_mins(6)).await, 0, "all again");
}

#[tokio::test]
async fn once_an_api_is_held_to_be_down_no_failure_of_it_is_anybodys_try() {
    let scene = Scene::new().await;
    go_down(&scene).await;
    assert!(scene.budget.state("classifier").state.down);
    let tries = || scene.ledger.rows().iter().map(|row| row.tries).sum::<u32>();
    let counted = tries();
    probes_are_no_tries(&scene, (0, 0)).await;
    assert_eq!(tries(), counted);
}

#[tokio::test]
async fn a_probe_whose_failure_the_table_does_not_take_is_nobodys_try() {
    let scene = Scene::new().await;
    go_down(&scene).await;
    // The probe's place is read and taken, and nothing is written any more.
    probes_are_no_tries(&scene, (2, 100)).await;
}

#[tokio::test]
async fn while_all_is_well_nothing_is_written_for_an_answer() {
    let scene = Scene::new().await;
    at_once(&scene, 8, start()).await;
    assert_eq!(scene.standin.calls().len(), 8);
    assert_eq!(scene.budget.state("classifier").stamp, "", "nobody ever wrote");
}

#[tokio::test]
async fn a_look_up_says_nothing_of_whether_the_api_is_up_and_takes_no_probes_place() {
    let scene = Scene::with(Scene::look_up).await;
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE).when_described("mug");
    scene.standin.set(Control { rules: vec![down], ..Control::default() });
    for minute in 0..3 {
        at_once(&scene, 1, start() + SignedDuration::from_mins(minute)).await;
    }
    assert!(scene.budget.state("classifier").state.down);
    let before = scene.standin.calls().len();
    let now = start() + SignedDuration::from_mins(4);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    let third = scene.later(scene.messages(), now).await.split_off(2);
    scene.consumer.consume(third, &clock).await;
    let calls = scene.standin.calls().split_off(before);
    let paths: Vec<_> = calls.iter().map(|call| call.path.contains("/requests/")).collect();
    assert_eq!(paths, [true, false], "the look-up, and then the probe");
    assert!(scene.budget.state("classifier").state.down, "an answered look-up is no answer");
}

#[tokio::test]
async fn a_probe_holds_one_item_and_the_rest_follows_once_it_is_answered() {
    let scene = Scene::new().await;
    go_down(&scene).await;
    scene.standin.reset();
    for number in 0..5 {
        let sku = format!("SKU-{number}");
        scene.post(&format!("msg_{number}"), &[(&sku, &format!("Mug {number}"))]).await;
    }
    let fresh = scene.messages().split_off(3);
    let over = start() + SignedDuration::from_mins(30);
    let clock = Clock::new(over, over + Duration::from_mins(15));
    assert!(scene.consumer.consume(fresh, &clock).await.is_empty());
    let sizes: Vec<_> = scene.standin.calls().iter().map(|call| call.item_ids.len()).collect();
    assert_eq!(sizes, [1, 1, 1, 1, 4]);
}

/// Works until the queue is empty, or `end`.
async fn run_until(scene: &Scene, queue: &mut MemoryQueue, end: Timestamp) {
    while let Some(now) = queue.next_with(&scene.ledger).await
        && now < end
    {
        let batch = queue.receive(now);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let returned = scene.consumer.consume(batch.clone(), &clock).await;
        queue.end(batch, Some(&returned), &scene.inbox, now);
    }
}

#[tokio::test]
async fn an_outage_of_six_hours_ends_with_everything_recorded_and_no_dead_letter() {
    let scene = Scene::new().await;
    for number in 0..40 {
        let sku = format!("SKU-{number}");
        scene.post(&format!("msg_{number}"), &[(&sku, &format!("Mug {number}"))]).await;
    }
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE);
    scene.standin.set(Control { rules: vec![down], ..Control::default() });
    let mut queue = MemoryQueue::default();
    scene.messages().into_iter().for_each(|message| queue.send(message));

    run_until(&scene, &mut queue, start() + SignedDuration::from_hours(6)).await;
    let waiting = scene.ledger.rows().iter().filter(|row| row.wait.is_some()).count();
    assert_eq!((queue.len() + waiting, queue.dead.len()), (40, 0), "nothing was given up");
    assert!(waiting >= 39, "{waiting} wait outside the queue");
    let probes = scene.standin.calls().len();
    assert!(probes <= 365, "one probe a minute, and no more: {probes} calls in six hours");

    scene.standin.reset();
    run_until(&scene, &mut queue, start() + SignedDuration::from_hours(24)).await;
    assert_eq!(scene.codes().len(), 40);
    assert!(scene.ledger.rows().iter().all(|row| row.phase == Phase::Done));
    assert!(queue.dead.is_empty(), "{} messages were given up", queue.dead.len());
}

/// All of an hour's cap goes to calls of its first seconds, and they all fail.
#[tokio::test]
async fn an_outage_of_two_days_is_nobodys_try_where_a_cap_allows_one_call_an_hour() {
    let cap = SpendCap { items: NonZeroU32::MIN, per: CapPeriod::Hour };
    let scene = Scene::with_each_api(|api| api.spend_cap = Some(cap)).await;
    scene.post("msg_1", &[("SKU-1", "Ceramic mug")]).await;
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE);
    scene.standin.set(Control { rules: vec![down], ..Control::default() });
    let mut queue = MemoryQueue::default();
    scene.messages().into_iter().for_each(|message| queue.send(message));

    run_until(&scene, &mut queue, start() + SignedDuration::from_hours(48)).await;
    assert!(queue.dead.is_empty(), "given up after {} calls", scene.standin.calls().len());

    scene.standin.reset();
    run_until(&scene, &mut queue, start() + SignedDuration::from_hours(60)).await;
    assert_eq!((scene.codes().len(), queue.dead.len()), (1, 0));
}
