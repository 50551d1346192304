//! One item that spoils the call for all: it is found in few calls, and drags nobody along.

use std::num::NonZeroU32;
use std::time::Duration;

use consumer::Clock;
use jiff::SignedDuration;
use ledger::{Phase, Row, WaitCause};
use pipeline::doubles::MemoryQueue;
use pipeline::scene::{Scene, start};
use settings::{ApiRate, RateUnit};
use standin::{Control, Rule, StatusCode};

/// A scene with so many events of one item each.
async fn events(count: usize, rule: Rule) -> Scene {
    let scene = Scene::new().await;
    scene.standin.set(Control { rules: vec![rule], ..Control::default() });
    for number in 0..count {
        let sku = format!("SKU-{number}");
        scene.post(&format!("msg_{number}"), &[(&sku, &format!("Mug number {number}"))]).await;
    }
    scene
}

fn sizes(scene: &Scene) -> Vec<usize> {
    scene.standin.calls().iter().map(|call| call.item_ids.len()).collect()
}

#[tokio::test]
async fn a_bad_item_hiding_in_200_good_ones_is_found_in_few_calls_and_refused_alone() {
    let bad = Rule::status(StatusCode::UNPROCESSABLE_ENTITY).when_described("Mug number 150");
    let scene = events(200, bad).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m150"]);
    assert_eq!(scene.codes().len(), 199);
    let row = scene.ledger.row("catalog#acme#msg_150").expect("a row");
    assert_eq!(
        (row.phase, row.reason.as_deref()),
        (Phase::Refused, Some("item 0: the API says refused with status 422"))
    );
    assert_eq!(sizes(&scene), [200, 100, 50, 25, 13, 7, 4, 2, 1, 1, 2, 3, 6, 12, 25]);
}

#[tokio::test]
async fn splits_wait_for_their_permits_so_that_one_receive_finds_the_culprit() {
    for culprit in [0, 99, 150, 199] {
        let scene = rated_events(200, 1_200, 5, &format!("number {culprit}!")).await;
        assert_eq!(scene.consume(scene.messages()).await, [format!("m{culprit}")]);
        assert_eq!(scene.codes().len(), 199, "culprit {culprit}");
    }
}

/// Events of one item each, one of them bad, for an API that takes so many calls a minute.
async fn rated_events(count: usize, calls: u32, burst: u32, bad: &str) -> Scene {
    let whole = |number| NonZeroU32::new(number).expect("not zero");
    let per = Duration::from_mins(1);
    let (unit, units) = (RateUnit::Calls, whole(calls));
    let scene = Scene::with_each_api(|api| {
        api.rate = Some(ApiRate { unit, units, per, burst: whole(burst) });
    })
    .await;
    let rule = Rule::status(StatusCode::UNPROCESSABLE_ENTITY).when_described(bad);
    scene.standin.set(Control { rules: vec![rule], ..Control::default() });
    for number in 0..count {
        let sku = format!("SKU-{number}");
        scene.post(&format!("msg_{number}"), &[(&sku, &format!("Mug number {number}!"))]).await;
    }
    scene
}

#[tokio::test]
async fn a_half_is_not_asked_that_must_hold_the_culprit() {
    let bad = Rule::status(StatusCode::BAD_REQUEST).when_described("Mug number 7");
    let scene = events(16, bad).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m7"]);
    assert_eq!(scene.codes().len(), 15);
    assert_eq!(sizes(&scene), [16, 8, 4, 2, 1, 1, 8]);
}

#[tokio::test]
async fn a_call_that_is_too_large_is_halved_and_nobody_is_refused() {
    let large = Rule::status(StatusCode::PAYLOAD_TOO_LARGE).once();
    let scene = events(8, large).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(sizes(&scene), [8, 4, 4]);
}

#[tokio::test]
async fn an_api_that_refuses_every_item_refuses_nobody() {
    let scene = events(2, Rule::status(StatusCode::BAD_REQUEST)).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    let waits = |row: &Row| row.wait.as_ref().map(|wait| wait.cause);
    let rows = scene.ledger.rows();
    assert!(rows.iter().all(|row| waits(row) == Some(WaitCause::Misconfigured) && row.tries == 0));
}

/// Works for so many hours, or until the queue is drained and nothing waits.
async fn drain(scene: &Scene, queue: &mut MemoryQueue, hours: i64) {
    while let Some(now) = queue.next_with(&scene.ledger).await
        && now < start() + SignedDuration::from_hours(hours)
    {
        let batch = queue.receive(now);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let returned = scene.consumer.consume(batch.clone(), &clock).await;
        queue.end(batch, Some(&returned), &scene.inbox, now);
    }
}

/// The messages of a scene, sent so many minutes apart.
fn sent(scene: &Scene, minutes: usize) -> MemoryQueue {
    let mut queue = MemoryQueue::default();
    for (place, mut message) in scene.messages().into_iter().enumerate() {
        let later = i64::try_from(place * minutes).expect("few");
        message.record.sent_at = start() + SignedDuration::from_mins(later);
        queue.send(message);
    }
    queue
}

#[tokio::test]
async fn an_item_that_breaks_the_api_drags_nobody_along_and_is_refused_with_its_history() {
    let broken = Rule::status(StatusCode::INTERNAL_SERVER_ERROR).when_described("Mug number 0");
    let scene = events(80, broken).await;
    let mut queue = sent(&scene, 2);
    drain(&scene, &mut queue, 24).await;
    assert_eq!(scene.codes().len(), 79);
    let row = scene.ledger.row("catalog#acme#msg_0").expect("a row");
    let reason = "10 tries failed, the last: unavailable: status 500";
    assert_eq!((row.phase, row.reason.as_deref()), (Phase::Refused, Some(reason)));
    let dead: Vec<_> = queue.dead.iter().map(|dead| &*dead.record.message_id).collect();
    assert_eq!(dead, ["m0"]);
}

#[tokio::test]
async fn an_item_that_breaks_the_api_beside_others_at_once_drags_none_of_them_along() {
    let broken = Rule::status(StatusCode::INTERNAL_SERVER_ERROR).when_described("Mug number 0");
    let scene = events(40, broken).await;
    let mut queue = sent(&scene, 0);
    drain(&scene, &mut queue, 24).await;
    assert_eq!(scene.codes().len(), 39);
    let row = scene.ledger.row("catalog#acme#msg_0").expect("a row");
    match row.phase {
        // Answers of others came between its tries: it was told from an outage.
        Phase::Refused => {
            let reason = "10 tries failed, the last: unavailable: status 500";
            assert_eq!((row.reason.as_deref(), queue.dead.len()), (Some(reason), 1));
        }
        // Nothing tells it from an outage any more: it is asked again and again.
        Phase::Claimed | Phase::Released | Phase::Waiting => {
            assert!(row.tries < 10 && queue.dead.is_empty(), "{row:?}");
        }
        Phase::Done => panic!("it was never answered: {row:?}"),
    }
}
