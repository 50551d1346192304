//! What cannot be worked on now waits in its row, outside the queue.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use consumer::{Clock, Message};
use holds::{Hold, Holds, Kind};
use jiff::{SignedDuration, Timestamp};
use ledger::{Phase, Row, WaitCause};
use pipeline::scene::{Scene, catalog, message, start};
use settings::{CapPeriod, SpendCap};
use standin::{Behaviour, Control, Rule};

const SHIRT: (&str, &str) = ("SKU-1", "Cotton T-shirt");
const MUG: (&str, &str) = ("SKU-2", "Ceramic mug");

fn row(scene: &Scene, event: &str) -> Row {
    scene.ledger.row(&format!("catalog#acme#{event}")).expect("a row")
}

/// A scene with one event, whose API asks for a pause of ten minutes.
async fn paused() -> Scene {
    let scene = Scene::new().await;
    scene.standin.set(Control { rules: vec![Rule::too_many("600").once()], ..Control::default() });
    scene.post("msg_1", &[SHIRT]).await;
    assert!(scene.consume(scene.messages()).await.is_empty(), "its row has it");
    scene
}

/// A copy of the event's message, as SQS hands over another delivery.
fn copy(scene: &Scene, id: &str) -> Message {
    message(id, &scene.messages()[0].body)
}

#[tokio::test]
async fn a_waiting_row_holds_the_message_the_reason_and_the_time_and_never_expires() {
    let scene = paused().await;
    let row = row(&scene, "msg_1");
    assert_eq!((row.phase, row.expires_at, row.tries, row.waits), (Phase::Waiting, None, 0, 1));
    let wait = row.wait.expect("it waits");
    assert_eq!((wait.lane.as_str(), wait.tenant.as_str(), wait.units), ("classifier", "acme", 1));
    assert_eq!(wait.cause, WaitCause::Paused);
    assert!(wait.due >= start() + SignedDuration::from_mins(10), "{}", wait.due);
    assert_eq!(wait.envelope, scene.messages()[0].body);
}

#[tokio::test]
async fn what_is_sent_on_is_worked_on_and_done() {
    let scene = paused().await;
    assert!(scene.again(11).await.is_empty());
    assert_eq!((row(&scene, "msg_1").phase, scene.codes().len()), (Phase::Done, 1));
    assert!(row(&scene, "msg_1").expires_at.is_some());
}

#[tokio::test]
async fn copies_of_a_waiting_event_are_acknowledged_and_change_nothing() {
    let scene = paused().await;
    let before = row(&scene, "msg_1");
    assert!(scene.consume(vec![copy(&scene, "m7")]).await.is_empty());
    let mut stale = copy(&scene, "m8");
    stale.record.ticket = Some("a ticket of an earlier wait".into());
    assert!(scene.consume(vec![stale]).await.is_empty());
    assert_eq!(row(&scene, "msg_1"), before);
    assert_eq!(scene.standin.calls().len(), 1);
}

#[tokio::test]
async fn its_own_message_takes_it_over_before_it_is_due_and_before_it_is_marked() {
    let scene = paused().await;
    scene.budget.clear();
    let mut ticketed = copy(&scene, "m9");
    ticketed.record.ticket = Some(row(&scene, "msg_1").token);
    assert!(scene.consume(vec![ticketed]).await.is_empty());
    assert_eq!(row(&scene, "msg_1").phase, Phase::Done);
}

#[tokio::test]
async fn another_content_under_the_id_of_a_waiting_event_is_refused() {
    let scene = paused().await;
    scene.post("msg_1", &[MUG]).await;
    let other = scene.messages().split_off(1);
    assert_eq!(scene.consume(other).await, ["m1"]);
    assert_eq!(row(&scene, "msg_1").phase, Phase::Waiting);
    let reused = |row: &Row| row.event.starts_with("reused:") && row.phase == Phase::Refused;
    assert!(scene.ledger.rows().iter().any(reused));
}

#[tokio::test]
async fn a_message_is_kept_until_it_is_known_that_its_row_has_the_event() {
    for is_written in [false, true] {
        let scene = Scene::new().await;
        scene.standin.set(Control { rules: vec![Rule::too_many("600")], ..Control::default() });
        scene.post("msg_1", &[SHIRT]).await;
        // The claim and the lane are written; the park is lost, however often it is made.
        if is_written {
            scene.ledger.fault.after_each(2, 3);
        } else {
            scene.ledger.fault.before_each(2, 3);
        }
        assert_eq!(scene.consume(scene.messages()).await, ["m0"], "{is_written}");
        let phase = row(&scene, "msg_1").phase;
        assert_eq!(phase, if is_written { Phase::Waiting } else { Phase::Claimed });
    }
}

#[tokio::test]
async fn a_stored_body_is_renewed_and_a_long_message_has_its_body_stored() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("catalog").expect("the catalogue");
        source.body_limit = 6 * 1024 * 1024;
    })
    .await;
    let rules = vec![Rule::too_many("600")];
    scene.standin.set(Control { rules, ..Control::default() });
    for (id, kilobytes) in [("stored", 2_000), ("long", 400)] {
        let mut body = catalog(&[SHIRT], start());
        body["padding"] = "x".repeat(kilobytes * 1024).into();
        let request = scene.request("catalog", id, body.to_string().as_bytes());
        scene.door.answer(request).await;
    }
    let before = scene.bodies.objects().len();
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.bodies.renewed().len(), 1, "the body that was stored already");
    let stored = scene.bodies.objects();
    assert_eq!(stored.len(), before + 1, "and the one that was too long for a row");
    for event in ["stored", "long"] {
        let wait = row(&scene, event).wait.expect("it waits");
        assert!(wait.envelope.len() < 2_000, "{event}: {} bytes", wait.envelope.len());
    }
    let bodies: Vec<&Bytes> = stored.values().collect();
    assert!(bodies.iter().all(|body| body.len() > 400 * 1024));
    scene.standin.reset();
    assert!(scene.again(30).await.is_empty());
    assert_eq!(scene.codes().len(), 1, "one item of two events");
}

/// What an operator writes.
fn held(kind: Kind, name: &str) -> Holds {
    let reason = "the contract ended".to_owned();
    Holds(vec![Hold { kind, name: name.to_owned(), reason, since: None, by: None }])
}

#[tokio::test]
async fn what_an_operator_holds_waits_before_any_call_until_it_is_let_go() {
    for (kind, name) in
        [(Kind::Source, "catalog"), (Kind::Tenant, "acme"), (Kind::Api, "classifier")]
    {
        let scene = Scene::new().await;
        scene.holds.set(held(kind, name));
        scene.post("msg_1", &[SHIRT]).await;
        assert!(scene.consume(scene.messages()).await.is_empty());
        let row = row(&scene, "msg_1");
        assert_eq!(row.wait.map(|wait| wait.cause), Some(WaitCause::Held), "{kind:?}");
        assert!(row.reason.is_some_and(|reason| reason.contains("the contract ended")));
        assert!(scene.standin.calls().is_empty());
        scene.holds.set(Holds::default());
        assert!(scene.again(60).await.is_empty());
        assert_eq!(scene.codes().len(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn a_hold_of_another_tenant_stops_nobody() {
    let scene = Scene::new().await;
    scene.holds.set(held(Kind::Tenant, "globex"));
    scene.post("msg_1", &[SHIRT]).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(row(&scene, "msg_1").phase, Phase::Done);
}

fn cap(items: u32) -> SpendCap {
    SpendCap { items: NonZeroU32::new(items).expect("some"), per: CapPeriod::Day }
}

/// A scene whose API may be asked for so many items a day.
async fn capped(items: u32) -> Scene {
    Scene::with_each_api(|api| api.spend_cap = Some(cap(items))).await
}

#[tokio::test]
async fn beyond_the_spend_cap_events_wait_for_the_next_day_and_the_cap_is_never_passed() {
    let scene = capped(2).await;
    for number in 0..5 {
        let (id, sku) = (format!("msg_{number}"), format!("SKU-{number}"));
        scene.post(&id, &[(&sku, &format!("Mug {number}"))]).await;
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().len(), 2);
    let midnight: Timestamp = "2026-03-02T00:00:00Z".parse().expect("a time");
    let rows = scene.ledger.rows();
    let waits: Vec<_> = rows.iter().filter_map(|row| row.wait.as_ref()).collect();
    assert_eq!(waits.len(), 3);
    assert!(waits.iter().all(|wait| wait.cause == WaitCause::SpendCap && wait.due >= midnight));
    // Before midnight nothing more is asked, after it two more.
    assert!(scene.again(60).await.is_empty());
    assert_eq!(scene.codes().len(), 2);
    assert!(scene.again(12 * 60 + 1).await.is_empty());
    assert_eq!(scene.codes().len(), 4);
    assert!(scene.again(36 * 60 + 1).await.is_empty());
    assert_eq!(scene.codes().len(), 5);
}

#[tokio::test]
async fn what_was_not_paid_for_is_given_back() {
    let scene = capped(1).await;
    let down = Rule::new(Behaviour::Close).once();
    scene.standin.set(Control { rules: vec![down], ..Control::default() });
    scene.post("msg_1", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    let counted: u32 = scene.spend.counted().values().sum();
    let paid = scene.standin.calls().iter().filter(|call| call.paid).count();
    assert!(usize::try_from(counted).expect("few") >= paid, "what may be paid for counts");
    let refused = capped(1).await;
    let rule = Rule::status(standin::StatusCode::UNPROCESSABLE_ENTITY).once();
    refused.standin.set(Control { rules: vec![rule], ..Control::default() });
    refused.post("msg_1", &[SHIRT]).await;
    refused.consume(refused.messages()).await;
    assert_eq!(refused.spend.counted().values().sum::<u32>(), 0, "a refusal costs nothing");
}

#[tokio::test]
async fn a_fast_answer_is_recorded_and_its_event_done_while_a_slow_call_still_runs() {
    let scene = Scene::with_each_api(|api| {
        api.max_items = 1;
        api.single_timeout = Duration::from_secs(4);
    })
    .await;
    let slow = Rule::new(Behaviour::Hang).when_described("slow");
    scene.standin.set(Control { rules: vec![slow], ..Control::default() });
    scene.post("slow", &[("SKU-1", "A slow mug")]).await;
    scene.post("fast", &[("SKU-2", "A fast mug")]).await;
    let clock = Clock::new(start(), start() + Duration::from_mins(15));
    let work = scene.consumer.consume(scene.messages(), &clock);
    let meanwhile = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        (row(&scene, "fast").phase, row(&scene, "slow").phase)
    };
    let (returned, phases) = futures::join!(work, meanwhile);
    assert_eq!(phases, (Phase::Done, Phase::Claimed));
    assert_eq!(returned, ["m0"]);
}

#[tokio::test]
async fn many_stored_bodies_share_a_call_and_few_of_them_are_held_at_once() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("catalog").expect("the catalogue");
        source.body_limit = 6 * 1024 * 1024;
    })
    .await;
    for number in 0..60 {
        let (sku, description) = (format!("SKU-{number}"), format!("Mug {number}"));
        let mut body = catalog(&[(&sku, &description)], start());
        body["padding"] = "x".repeat(1_100 * 1024).into();
        let request =
            scene.request("catalog", &format!("msg_{number}"), body.to_string().as_bytes());
        scene.door.answer(request).await;
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!((scene.codes().len(), scene.standin.calls().len()), (60, 1));
}
