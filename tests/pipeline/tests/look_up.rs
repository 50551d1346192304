//! Calls whose answer nobody heard are looked up before anything is asked again.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use consumer::{Clock, closing};
use ledger::{Phase, WaitCause};
use pipeline::scene::{Scene, start};
use standin::{Behaviour, Call, Control, ItemAnswer, ItemRule, Nonsense, Rule, StatusCode};

const SHIRT: (&str, &str) = ("SKU-1", "Cotton T-shirt");
const MUG: (&str, &str) = ("SKU-2", "Ceramic mug");

/// A scene whose API can be asked what became of a call, and is not waited for long.
async fn scene(rules: Vec<Rule>) -> Scene {
    let scene = Scene::with(|settings| {
        Scene::look_up(settings);
        for api in settings.apis.values_mut() {
            api.single_timeout = Duration::from_millis(300);
            api.batch_timeout = Duration::from_millis(300);
        }
    })
    .await;
    scene.standin.set(Control { rules, ..Control::default() });
    scene
}

fn paid(scene: &Scene) -> usize {
    scene.standin.calls().iter().filter(|call| call.paid).count()
}

fn is_look_up(call: &Call) -> bool {
    call.path.contains("/requests/")
}

#[tokio::test]
async fn a_timeout_after_the_work_was_done_is_paid_for_once() {
    let scene = scene(vec![Rule::new(Behaviour::Hang).after_work().once()]).await;
    scene.post("msg_1", &[SHIRT]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
    assert_eq!((row.tries, row.unconfirmed.as_slice()), (1, &[row.request_id.clone()][..]));
    assert!(scene.again(1).await.is_empty());
    assert_eq!(paid(&scene), 1);
    let answer = &scene.answers.rows()[0];
    assert_eq!(answer.api_request_id, row.request_id, "the call that was paid for");
    assert_eq!(answer.model.as_deref(), Some("standin-1"));
}

#[tokio::test]
async fn a_timeout_before_any_work_is_asked_again_under_a_new_id() {
    let scene = scene(vec![Rule::new(Behaviour::Hang).once()]).await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    assert!(scene.again(1).await.is_empty());
    let calls = scene.standin.calls();
    assert_eq!(calls.iter().map(is_look_up).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(calls[1].request_id, calls[0].request_id);
    assert_ne!(calls[2].request_id, calls[0].request_id);
}

#[tokio::test]
async fn everybody_of_a_shared_call_finds_their_own_answer_by_one_look_up() {
    let scene = scene(vec![Rule::new(Behaviour::Close).after_work().once()]).await;
    scene.post("msg_1", &[SHIRT, MUG]).await;
    scene.post("msg_2", &[("SKU-1", "Wine glass"), ("SKU-3", "Ceramic mug")]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0", "m1"]);
    assert!(scene.again(1).await.is_empty());
    let calls = scene.standin.calls();
    assert_eq!((calls.len(), paid(&scene)), (2, 1), "{calls:?}");
    let undisturbed = Scene::new().await;
    undisturbed.post("msg_1", &[SHIRT, MUG]).await;
    undisturbed.post("msg_2", &[("SKU-1", "Wine glass"), ("SKU-3", "Ceramic mug")]).await;
    undisturbed.consume(undisturbed.messages()).await;
    assert_eq!(scene.codes(), undisturbed.codes());
}

#[tokio::test]
async fn an_answer_that_was_heard_and_not_recorded_is_looked_up() {
    let scene = scene(vec![]).await;
    scene.post("msg_1", &[SHIRT]).await;
    // Six reads come before the call: what its lineage, a result and four other lineages say.
    scene.answers.fault.before(6);
    // Time for the call, and none to write its answer once more.
    let clock = Clock::new(start(), start() + closing(1, 1) + Duration::from_millis(900));
    assert_eq!(scene.consumer.consume(scene.messages(), &clock).await, ["m0"]);
    assert!(scene.again(1).await.is_empty());
    assert_eq!((paid(&scene), scene.codes().len()), (1, 1));
}

#[tokio::test]
async fn what_is_still_worked_on_is_waited_for_and_not_asked_again() {
    let scene = scene(vec![]).await;
    scene.standin.set(Control { latency_ms: 60_000, ..Control::default() });
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    assert!(scene.again(1).await.is_empty());
    let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
    assert_eq!((row.phase, row.tries, row.unconfirmed.len()), (Phase::Waiting, 1, 1));
    assert_eq!(row.wait.map(|wait| wait.cause), Some(WaitCause::Job));
    assert_eq!(paid(&scene), 1);
}

#[tokio::test]
async fn a_call_that_is_only_accepted_is_waited_for_and_paid_for_once() {
    let scene = scene(vec![Rule::accept(1).once()]).await;
    scene.post("msg_1", &[SHIRT, MUG]).await;
    assert!(scene.consume(scene.messages()).await.is_empty(), "accepted");
    assert!(scene.again(1).await.is_empty(), "still worked on");
    let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
    assert_eq!((row.phase, row.tries, row.unconfirmed.len()), (Phase::Waiting, 0, 1));
    assert!(scene.again(2).await.is_empty());
    assert_eq!((paid(&scene), scene.codes().len()), (1, 2));
}

#[tokio::test]
async fn an_item_that_is_still_worked_on_is_waited_for_while_its_neighbour_is_recorded() {
    let scene = scene(vec![]).await;
    scene.standin.set(Control {
        rules: vec![Rule::accept(0).once()],
        answer_items: vec![ItemRule::new(SHIRT.1, ItemAnswer::Pending)],
        ..Control::default()
    });
    scene.post("msg_1", &[SHIRT, MUG]).await;
    assert!(scene.consume(scene.messages()).await.is_empty(), "accepted");
    assert!(scene.again(1).await.is_empty(), "one is answered");
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), [MUG.0]);
    let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
    assert_eq!((row.tries, row.unconfirmed.len(), paid(&scene)), (0, 1, 1), "a hold");
}

#[tokio::test]
async fn nonsense_that_was_paid_for_is_looked_up_too() {
    let truncated = Rule::nonsense(Nonsense::Truncated).after_work().once();
    let scene = scene(vec![truncated]).await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    assert!(scene.again(1).await.is_empty());
    assert_eq!((paid(&scene), scene.codes().len()), (1, 1));
}

#[tokio::test]
async fn a_look_up_that_fails_is_a_hold_and_is_made_again() {
    let scene = scene(vec![Rule::new(Behaviour::Hang).after_work().once()]).await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    let keys = Some(vec!["another".to_owned()]);
    scene.standin.set(Control { api_keys: keys, ..Control::default() });
    assert!(scene.again(1).await.is_empty(), "401");
    assert_eq!(scene.ledger.row("catalog#acme#msg_1").expect("a row").tries, 1);
    scene.standin.reset();
    assert!(scene.again(60).await.is_empty());
    assert_eq!(paid(&scene), 1);
}

#[tokio::test]
async fn a_status_before_the_work_leaves_nothing_to_find() {
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE).once();
    let scene = scene(vec![down]).await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    assert!(scene.again(1).await.is_empty());
    assert_eq!((paid(&scene), scene.codes().len()), (1, 1));
}
