//! What others were told in the last minutes serves a burst, and never an event that failed.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use consumer::{Clock, Message};
use jiff::{SignedDuration, Timestamp};
use pipeline::scene::{Scene, start};
use serde_json::json;
use standin::{Control, Rule, StatusCode};

const SHIRT: &str = "Cotton T-shirt";

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

async fn consume_after(scene: &Scene, message: &Message, seconds: i64) -> usize {
    let now = after(seconds);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    scene.consumer.consume(vec![message.clone()], &clock).await.len()
}

fn count(scene: &Scene, method: &str) -> usize {
    scene.standin.calls().iter().filter(|call| call.method == method).count()
}

/// A scene with so many triggers of one product, each received a second after the one before.
async fn triggers(count: i64) -> (Scene, Vec<Message>) {
    let scene = Scene::new().await;
    let product = json!({"sku": "P-1", "description": SHIRT, "updated_at": start()});
    scene.standin.keep("/objects/products/P-1", product.to_string());
    for number in 0..count {
        let body = json!({"event_id": format!("t{number}"), "type": "product.changed",
            "object_type": "products", "object_id": "P-1"});
        scene.send("pim", &body, after(number)).await;
    }
    let messages = scene.messages();
    (scene, messages)
}

#[tokio::test]
async fn a_backlog_of_triggers_for_one_object_costs_one_get() {
    let (scene, messages) = triggers(4).await;
    for (seconds, message) in (30..).zip(&messages) {
        assert_eq!(consume_after(&scene, message, seconds).await, 0);
    }
    assert_eq!((count(&scene, "GET"), count(&scene, "POST")), (1, 1));
    assert_eq!(scene.answers.rows().len(), 1);
}

#[tokio::test]
async fn a_trigger_received_after_the_object_was_fetched_fetches_it_anew() {
    let (scene, messages) = triggers(3).await;
    consume_after(&scene, &messages[0], 1).await;
    consume_after(&scene, &messages[1], 2).await;
    consume_after(&scene, &messages[2], 3).await;
    assert_eq!(count(&scene, "GET"), 3, "each may tell of a newer change");
}

#[tokio::test]
async fn after_minutes_an_object_is_fetched_anew() {
    let (scene, messages) = triggers(2).await;
    consume_after(&scene, &messages[0], 30).await;
    consume_after(&scene, &messages[1], 30 + 330).await;
    assert_eq!(count(&scene, "GET"), 2);
}

#[tokio::test]
async fn an_event_that_was_received_before_or_redriven_reads_no_cache() {
    let spoil: [fn(&mut Message); 2] =
        [|message| message.record.receives = 2, |message| message.record.sent_at = after(90)];
    for spoil in spoil {
        let (scene, mut messages) = triggers(2).await;
        consume_after(&scene, &messages[0], 100).await;
        spoil(&mut messages[1]);
        assert_eq!(consume_after(&scene, &messages[1], 101).await, 0);
        assert_eq!(count(&scene, "GET"), 2);
    }
}

#[tokio::test]
async fn an_event_that_failed_before_reads_no_cache_though_its_message_is_new() {
    let (scene, messages) = triggers(2).await;
    let failing = Rule::status(StatusCode::BAD_GATEWAY).once();
    scene.standin.set(Control { rules: vec![failing], ..Control::default() });
    assert_eq!(consume_after(&scene, &messages[1], 30).await, 1, "a try");
    consume_after(&scene, &messages[0], 31).await;
    assert_eq!(consume_after(&scene, &messages[1], 32).await, 0);
    assert_eq!(count(&scene, "GET"), 3);
}

/// A scene with two events of one content, of one item each.
async fn twins() -> (Scene, Vec<Message>) {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("SKU-1", SHIRT)]).await;
    scene.post("msg_2", &[("SKU-2", SHIRT)]).await;
    let messages = scene.messages();
    (scene, messages)
}

#[tokio::test]
async fn equal_content_is_not_paid_for_again_within_minutes() {
    let (scene, messages) = twins().await;
    consume_after(&scene, &messages[0], 1).await;
    assert_eq!(consume_after(&scene, &messages[1], 2).await, 0);
    assert_eq!(count(&scene, "POST"), 1);
    let rows = scene.answers.rows();
    assert_eq!((rows.len(), &rows[0].answer), (2, &rows[1].answer), "verbatim");
    assert_eq!(rows[0].api_request_id, rows[1].api_request_id, "with its provenance");
    assert_eq!(rows[0].model, rows[1].model);
    assert_eq!((rows[1].item_id.as_str(), rows[1].event_id.as_str()), ("SKU-2", "msg_2"));
}

#[tokio::test]
async fn later_or_for_a_retried_event_equal_content_is_asked() {
    let (scene, messages) = twins().await;
    consume_after(&scene, &messages[0], 0).await;
    consume_after(&scene, &messages[1], 330).await;
    assert_eq!(count(&scene, "POST"), 2, "minutes are over");

    let (scene, mut messages) = twins().await;
    consume_after(&scene, &messages[0], 1).await;
    messages[1].record.receives = 2;
    assert_eq!(consume_after(&scene, &messages[1], 2).await, 0);
    assert_eq!(count(&scene, "POST"), 2, "it was received before");
}

#[tokio::test]
async fn a_failed_answer_serves_nobody_else() {
    let (scene, messages) = twins().await;
    let failures = [(SHIRT.to_owned(), "insufficient_description".to_owned())];
    scene.standin.set(Control { fail_items: failures.into(), ..Control::default() });
    consume_after(&scene, &messages[0], 1).await;
    scene.standin.reset();
    consume_after(&scene, &messages[1], 2).await;
    assert_eq!(scene.codes()["SKU-1"], None);
    assert!(scene.codes()["SKU-2"].is_some(), "asked for itself");
}
