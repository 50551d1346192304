//! Deaths, failures, and dispatchers side by side: copies at worst, and never a loss.

use std::collections::BTreeSet;
use std::time::Duration;

use dispatcher::Failed;
use ledger::Phase;
use tokio::time::timeout;

use crate::world::{Fault, World, sources};

#[tokio::test(start_paused = true)]
async fn who_dies_between_send_and_mark_has_sent_a_copy() {
    let world = World::new();
    world.park_many("acme", 3);
    world.lock().fault = Fault::DeadAfterSend;
    let dispatcher = world.dispatcher(&sources(""));
    let died = timeout(Duration::from_secs(30), dispatcher.run(&world.clock())).await;
    died.expect_err("it hangs until it is killed");
    assert_eq!(world.phase("shop#acme#000000"), Some(Phase::Waiting));
    world.lock().fault = Fault::None;
    world.minute(&world.dispatcher(&sources(""))).await.expect("a run");
    assert_eq!(world.sent().len(), 6, "each twice");
    let tickets: BTreeSet<String> =
        world.lock().queue.iter().map(|(_, letter)| letter.ticket.clone()).collect();
    assert_eq!(tickets.len(), 3, "under the ticket of its one wait");
    assert_eq!(world.phase("shop#acme#000000"), Some(Phase::Released));
}

#[tokio::test(start_paused = true)]
async fn a_row_that_cannot_be_marked_is_not_sent_again_in_the_same_run() {
    let world = World::new();
    world.park_many("acme", 3);
    world.lock().fault = Fault::NoMarks;
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 3);
    world.lock().fault = Fault::None;
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 6, "in the next run it is: nothing may wait for ever");
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_was_parked_anew_meanwhile_is_left_to_the_next_look() {
    let world = World::new();
    world.park_many("acme", 3);
    world.lock().fault = Fault::ParkedAnew;
    let dispatcher = world.dispatcher(&sources(""));
    dispatcher.run(&world.clock()).await.expect("a run");
    assert_eq!(world.sent(), [""; 0], "what waits now may not be what was chosen");
}

#[tokio::test(start_paused = true)]
async fn what_the_queue_does_not_take_waits_and_is_sent_with_the_next_look() {
    let world = World::new();
    world.park_many("acme", 20);
    world.lock().fault = Fault::HalfTaken;
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    let sent = world.sent();
    assert_eq!(sent.len(), 20, "each once");
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn without_a_queue_nothing_is_marked_and_the_run_fails() {
    let world = World::new();
    world.park_many("acme", 3);
    world.lock().fault = Fault::NoQueue;
    let dispatcher = world.dispatcher(&sources(""));
    let ended = world.minute(&dispatcher).await;
    assert_eq!(ended, Err(Failed::Looks("api".to_owned())));
    assert_eq!(world.phase("shop#acme#000000"), Some(Phase::Waiting));
}

#[tokio::test(start_paused = true)]
async fn a_lane_whose_budget_is_not_to_be_had_is_sent_nothing_and_the_others_are() {
    let world = World::new();
    world.park_many("acme", 3);
    world.park("shop#acme#other", "acme").with(|it| it.lane = "other".to_owned()).now();
    world.lock().fault = Fault::NoBudget("api");
    let dispatcher = world.dispatcher(&sources(""));
    let ended = world.minute(&dispatcher).await;
    assert_eq!(ended, Err(Failed::Looks("api".to_owned())));
    assert_eq!(world.sent(), ["shop#acme#other"]);
}

#[tokio::test(start_paused = true)]
async fn dispatchers_that_overlap_do_not_send_faster() {
    let world = World::new();
    world.park_many("acme", 5_000);
    let text = sources("items = 2000, per_s = 3600");
    let (first, second) = (world.dispatcher(&text), world.dispatcher(&text));
    let late = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.minutes(&second, 59).await;
    };
    tokio::join!(world.minutes(&first, 59), late);
    let sent = world.sent();
    assert!((1_930..=2_024).contains(&sent.len()), "{}", sent.len());
    let different: BTreeSet<_> = sent.iter().collect();
    assert!(sent.len() - different.len() <= 24, "hardly a copy: {}", sent.len() - different.len());
}

#[tokio::test(start_paused = true)]
async fn dispatchers_that_look_at_the_same_moment_send_once() {
    let world = World::new();
    world.park_many("acme", 100);
    let text = sources("items = 2000, per_s = 3600");
    let (first, second) =
        (world.dispatcher(&text), world.dispatcher(&text).with_ids(ids::Ids::seeded(2)));
    tokio::join!(world.minutes(&first, 1), world.minutes(&second, 1));
    let sent = world.sent();
    assert_eq!(sent.iter().collect::<BTreeSet<_>>().len(), sent.len(), "no copies");
    assert!(sent.len() <= 60, "{}", sent.len());
}
