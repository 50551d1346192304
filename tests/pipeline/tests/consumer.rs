//! What becomes of messages: recorded once, or back in the queue with a reason.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use consumer::{Clock, Message, Record, closing};
use jiff::SignedDuration;
use ledger::Phase;
use pipeline::scene::{Scene, catalog, message, start};

const SHIRT: (&str, &str) = ("SKU-1", "Cotton T-shirt");
const MUG: (&str, &str) = ("SKU-2", "Ceramic mug");

/// What is read of the answers before an item is asked for: the newest state of its lineage,
/// whether a result was recorded for its version, and whether one of the four other sources that
/// date their changes has told of this very state.
const READS: usize = 6;

/// The same messages as SQS hands them over again.
fn again(messages: &[Message], after: SignedDuration) -> (Vec<Message>, Clock) {
    let later = |message: &Message| Message {
        record: Record { receives: message.record.receives + 1, ..message.record.clone() },
        body: message.body.clone(),
    };
    let now = start() + after;
    (messages.iter().map(later).collect(), Clock::new(now, now + Duration::from_mins(15)))
}

#[tokio::test]
async fn an_event_is_recorded_and_acknowledged() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT, MUG]).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!(rows.len(), 2);
    let first = &rows[0];
    assert_eq!(
        (first.lineage.as_str(), first.version.as_str()),
        ("catalog", "2026-03-01T12:00:00Z")
    );
    let asked = (first.description.as_deref(), first.country_of_origin.as_deref());
    assert_eq!(asked, (Some("Cotton T-shirt"), Some("CN")));
    assert_eq!(first.request_id, "request-msg_1", "the delivery that its sender can name");
    assert!(first.answer.contains(first.mark.as_str()), "verbatim: {}", first.answer);
    let digits = rows[0].hts_code.as_ref().map(|code| code.replace('.', ""));
    assert_eq!(rows[0].hts_digits, digits);
    let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
    assert_eq!(row.phase, Phase::Done);
    assert_eq!(scene.standin.calls()[0].request_id, row.request_id);
}

#[tokio::test]
async fn many_events_share_one_call_and_equal_content_is_asked_once() {
    let scene = Scene::new().await;
    for number in 0..150 {
        let sku = format!("SKU-{number}");
        let description = format!("Cotton T-shirt, print {}", number / 2);
        scene.post(&format!("msg_{number}"), &[(&sku, &description)]).await;
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    let calls = scene.standin.calls();
    assert_eq!((calls.len(), calls[0].item_ids.len()), (1, 75));
    assert_eq!(scene.codes().len(), 150);
}

#[tokio::test]
async fn the_same_event_thrice_in_one_batch_costs_one_item() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        scene.post("msg_1", &[SHIRT]).await;
    }
    let returned = scene.consume(scene.messages()).await;
    assert_eq!(returned.len(), 2, "no message is deleted on the strength of another");
    let (messages, clock) = again(&scene.messages(), SignedDuration::from_mins(20));
    assert!(scene.consumer.consume(messages, &clock).await.is_empty(), "done is seen");
    assert_eq!(scene.standin.calls().len(), 1);
    assert_eq!(scene.answers.rows().len(), 1);
}

#[tokio::test]
async fn a_poison_record_fails_alone() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    let mut messages = scene.messages();
    messages.insert(0, message("poison", "not an envelope"));
    assert_eq!(scene.consume(messages).await, ["poison"]);
    assert_eq!(scene.codes().len(), 1);
    assert_eq!(scene.inbox.hidden("receipt-poison"), Some(Duration::ZERO), "visible at once");
    let refused = scene.ledger.rows().into_iter().find(|row| row.phase == Phase::Refused);
    assert!(refused.expect("a row").event.starts_with("unreadable:"));
}

#[tokio::test]
async fn an_unlisted_type_is_refused_with_its_reason() {
    let scene = Scene::new().await;
    let body = br#"{"type":"product.deleted"}"#;
    scene.door.answer(scene.request("catalog", "msg_1", body)).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let reason =
        scene.ledger.row("catalog#acme#msg_1").and_then(|row| row.reason).expect("a reason");
    assert!(reason.contains("product.deleted"), "{reason}");
    let (messages, clock) = again(&scene.messages(), SignedDuration::from_secs(1));
    assert_eq!(scene.consumer.consume(messages, &clock).await, ["m0"], "and fails fast again");
    assert!(scene.standin.calls().is_empty());
}

#[tokio::test]
async fn a_refused_event_that_is_sent_again_gets_a_fresh_try() {
    let scene = Scene::new().await;
    let body = br#"{"type":"product.deleted"}"#;
    scene.door.answer(scene.request("catalog", "msg_1", body)).await;
    scene.consume(scene.messages()).await;
    let mut redriven = scene.messages().remove(0);
    redriven.record.sent_at = start() + SignedDuration::from_hours(1);
    redriven.record.message_id = "redriven".into();
    redriven.body = redriven.body.replace("product.deleted", "ping");
    let revision = scene.settings.sources["catalog"].revision.to_string();
    assert!(redriven.body.contains(&revision), "sealed under the mapping at hand");
    let clock =
        Clock::new(redriven.record.sent_at, redriven.record.sent_at + Duration::from_mins(15));
    assert!(scene.consumer.consume(vec![redriven], &clock).await.is_empty());
}

#[tokio::test]
async fn a_ping_is_done_without_a_call() {
    let scene = Scene::new().await;
    scene.door.answer(scene.request("catalog", "msg_1", br#"{"type":"ping"}"#)).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert!(scene.standin.calls().is_empty());
}

#[tokio::test]
async fn an_older_version_arriving_late_costs_no_call() {
    let scene = Scene::new().await;
    scene.post("msg_new", &[SHIRT]).await;
    scene.consume(scene.messages()).await;
    let older = catalog(&[SHIRT], start() - SignedDuration::from_hours(1)).to_string();
    scene.door.answer(scene.request("catalog", "msg_old", older.as_bytes())).await;
    let late = scene.messages().remove(1);
    assert!(scene.consume(vec![late]).await.is_empty());
    assert_eq!((scene.standin.calls().len(), scene.answers.rows().len()), (1, 1));
}

#[tokio::test]
async fn a_reused_id_is_refused_and_the_first_content_stands() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.post("msg_1", &[MUG]).await;
    let messages = scene.messages();
    assert!(scene.consume(messages[..1].to_vec()).await.is_empty());
    assert_eq!(scene.consume(messages[1..].to_vec()).await, ["m1"]);
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["SKU-1"]);
    let rows = scene.ledger.rows();
    let reused = rows.iter().find(|row| row.event.starts_with("reused:catalog#acme#msg_1#"));
    assert_eq!(reused.expect("a row of its own").phase, Phase::Refused);
    assert_eq!(scene.ledger.row("catalog#acme#msg_1").expect("the holder").phase, Phase::Done);
}

#[tokio::test]
async fn an_invocation_about_to_end_gives_back_what_it_cannot_finish() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    let clock = Clock::new(start(), start() + Duration::from_secs(100));
    assert_eq!(scene.consumer.consume(scene.messages(), &clock).await, ["m0"]);
    assert!(scene.ledger.rows().is_empty(), "nothing is claimed that cannot be finished");
    assert!(scene.standin.calls().is_empty(), "no call starts that the deadline would cut");
}

#[tokio::test]
async fn an_envelope_of_a_newer_build_is_held_and_never_refused() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    let mut newer = scene.messages();
    newer[0].body = newer[0].body.replacen(r#""v":2"#, r#""v":4"#, 1);
    assert_eq!(scene.consume(newer).await, ["m0"]);
    assert!(scene.ledger.rows().is_empty());
    assert!(scene.inbox.hidden("receipt-m0").expect("hidden") >= Duration::from_secs(15));
}

#[tokio::test]
async fn a_panic_in_one_events_claim_leaves_the_others_be() {
    let scene = Scene::new().await;
    for number in 0..3 {
        scene.post(&format!("msg_{number}"), &[(&format!("SKU-{number}"), "Mug")]).await;
    }
    scene.ledger.fault.panic(1);
    assert_eq!(scene.consume(scene.messages()).await, ["m1"]);
    assert_eq!(scene.codes().len(), 2);
}

#[tokio::test]
async fn a_crash_after_recording_pays_for_nothing_twice() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT, MUG]).await;
    scene.ledger.fault.before_each(1, 3);
    assert_eq!(scene.consume(scene.messages()).await, ["m0"], "done was not written");
    assert_eq!(scene.codes().len(), 2, "but the answers are on record");
    let (messages, clock) = again(&scene.messages(), SignedDuration::from_mins(30));
    assert!(scene.consumer.consume(messages, &clock).await.is_empty());
    assert_eq!(scene.standin.calls().len(), 1);
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_waited_out() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    // Nor are the answers of the writes that are made again.
    scene.ledger.fault.after_each(0, 3);
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let (messages, clock) = again(&scene.messages(), SignedDuration::from_mins(1));
    assert_eq!(scene.consumer.consume(messages, &clock).await, ["m0"], "held until the lease ends");
    let (messages, clock) = again(&scene.messages(), SignedDuration::from_mins(30));
    assert!(scene.consumer.consume(messages, &clock).await.is_empty());
    assert_eq!(scene.answers.rows()[0].attempts, 2);
}

#[tokio::test]
async fn an_answer_that_cannot_be_recorded_at_once_is_recorded_a_moment_later() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.answers.fault.before(READS);
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!((scene.codes().len(), scene.standin.calls().len()), (1, 1));
}

#[tokio::test]
async fn when_answers_cannot_be_recorded_in_the_time_that_is_left_the_event_waits() {
    let scene = Scene::with_each_api(|api| api.single_timeout = Duration::from_millis(500)).await;
    scene.post("msg_1", &[SHIRT]).await;
    scene.answers.fault.before(READS);
    let clock = Clock::new(start(), start() + closing(1, 1) + Duration::from_millis(900));
    assert_eq!(scene.consumer.consume(scene.messages(), &clock).await, ["m0"]);
    assert_eq!(scene.ledger.row("catalog#acme#msg_1").expect("a row").phase, Phase::Released);
}

/// A scene with one event whose body had to be stored.
async fn with_stored_body() -> Scene {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("catalog").expect("the catalogue");
        source.body_limit = 6 * 1024 * 1024;
    })
    .await;
    let long = format!("Cotton T-shirt {}", " ".repeat(2 * 1024 * 1024));
    scene.post("msg_1", &[("SKU-1", &long)]).await;
    scene
}

#[tokio::test]
async fn a_stored_body_is_fetched_and_worked_on() {
    let scene = with_stored_body().await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().len(), 1);
}

#[tokio::test]
async fn a_stored_body_that_cannot_be_had_now_is_waited_for() {
    let scene = with_stored_body().await;
    scene.bodies.fault.before(0);
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    assert!(scene.ledger.rows().is_empty(), "not even claimed");
    assert!(scene.consume(scene.messages()).await.is_empty());
}

#[tokio::test]
async fn a_stored_body_that_is_gone_or_another_is_refused_with_its_reason() {
    for spoil in
        [|scene: &Scene| scene.bodies.clear(), |scene: &Scene| scene.bodies.overwrite(b"{}")]
    {
        let scene = with_stored_body().await;
        spoil(&scene);
        assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
        let row = scene.ledger.row("catalog#acme#msg_1").expect("a row");
        assert_eq!(row.phase, Phase::Refused);
        assert!(row.reason.expect("a reason").starts_with("the stored body is"));
    }
}
