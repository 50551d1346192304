//! Results that nobody waits for: in an event, or under a reference.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use classifications::{Outcome, Row};
use consumer::{Clock, Message, Record, closing};
use jiff::SignedDuration;
use ledger::Phase;
use pipeline::scene::{Scene, start};
use serde_json::{Value, json};
use standin::{Control, Rule, StatusCode};

const CODE: &str = "6109.10.00.12";
const BATCH: &str = "/openapi/v1/tariff/batch/b-1";

fn found(item: &str, hours: i64) -> Value {
    let version = start() + SignedDuration::from_hours(hours);
    json!({"item_id": item, "version": version, "status": "completed", "hts_code": CODE})
}

fn failed(item: &str, code: &str) -> Value {
    json!({"item_id": item, "version": start(), "status": "failed", "code": code})
}

fn told(id: &str, results: &[Value]) -> Value {
    json!({"event_id": id, "type": "classification.completed", "request_id": "r-7",
        "model": "m-1", "results": results})
}

fn pointed(id: &str) -> Value {
    json!({"event_id": id, "type": "batch.completed", "batch_id": "b-1"})
}

/// Posts these, one after the other, and works on each by itself. What stays in the queue.
async fn play(scene: &Scene, bodies: &[Value]) -> Vec<String> {
    let mut stays = Vec::new();
    for body in bodies {
        let sent = scene.messages().len();
        scene.send("callbacks", body, start()).await;
        stays.extend(scene.consume(scene.messages().split_off(sent)).await);
    }
    stays
}

/// The same messages once more, ten minutes later.
async fn again(scene: &Scene) -> Vec<String> {
    let again =
        |message: Message| Message { record: Record { receives: 2, ..message.record }, ..message };
    let now = start() + SignedDuration::from_mins(10);
    let messages = scene.messages().into_iter().map(again).collect();
    scene.consumer.consume(messages, &Clock::new(now, now + Duration::from_mins(15))).await
}

fn paid(scene: &Scene) -> usize {
    scene.standin.calls().iter().filter(|call| call.paid).count()
}

/// What stands of an item: its version's hour, and its code.
fn standing(rows: &[Row]) -> Vec<(String, Option<&str>)> {
    let hour = |row: &Row| row.version.chars().skip(11).take(2).collect();
    rows.iter().map(|row| (hour(row), row.hts_code.as_deref())).collect()
}

#[tokio::test]
async fn results_in_an_event_are_recorded_as_the_api_gave_them_without_a_call() {
    let scene = Scene::new().await;
    let body = told("e1", &[found("SKU-1", 0), failed("SKU-2", "insufficient_description")]);
    assert!(play(&scene, &[body]).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!(
        (rows[0].outcome, rows[0].hts_digits.as_deref()),
        (Outcome::Completed, Some("6109100012"))
    );
    assert_eq!(rows[0].answer, found("SKU-1", 0).to_string(), "verbatim");
    assert_eq!((rows[0].api_request_id.as_str(), rows[0].model.as_deref()), ("r-7", Some("m-1")));
    assert_eq!(rows[0].version, "2026-03-01T12:00:00Z");
    assert_eq!(
        (rows[0].lineage.as_str(), rows[0].description.as_ref()),
        ("", None),
        "nobody asked"
    );
    assert_eq!(rows[1].failure.as_deref(), Some("insufficient_description"));
    assert!(scene.standin.calls().is_empty());
}

#[tokio::test]
async fn results_under_a_reference_are_fetched_and_recorded() {
    let scene = Scene::new().await;
    let batch = json!({"model": "m-2", "results": [found("SKU-1", 0), found("SKU-2", 0)]});
    scene.standin.keep(BATCH, batch.to_string());
    assert!(play(&scene, &[pointed("e1")]).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!((rows.len(), rows[0].model.as_deref()), (2, Some("m-2")));
    let calls = scene.standin.calls();
    assert_eq!((calls.len(), calls[0].path.as_str(), calls[0].paid), (1, BATCH, false));
}

#[tokio::test]
async fn a_result_delivered_thrice_at_once_and_again_later_is_one_row_and_one_get() {
    let scene = Scene::new().await;
    scene.standin.keep(BATCH, json!({"results": [found("SKU-1", 0)]}).to_string());
    for _ in 0..3 {
        scene.send("callbacks", &pointed("e1"), start()).await;
    }
    assert_eq!(scene.consume(scene.messages()).await.len(), 2, "held: one is worked on");
    assert!(again(&scene).await.is_empty(), "done is seen");
    assert_eq!((scene.standin.calls().len(), scene.answers.rows().len()), (1, 1));
}

#[tokio::test]
async fn a_failed_result_gives_way_to_a_good_one_and_a_good_one_to_none() {
    let scene = Scene::new().await;
    let mut other = found("SKU-1", 0);
    other["hts_code"] = json!("9999.99.99.99");
    let bodies = [
        told("e1", &[failed("SKU-1", "insufficient_description")]),
        told("e2", &[found("SKU-1", 0)]),
        told("e3", &[other]),
        told("e4", &[failed("SKU-1", "insufficient_description")]),
    ];
    assert!(play(&scene, &bodies).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!(standing(&rows), [("12".to_owned(), Some(CODE))]);
    assert_eq!(rows[0].event_id, "e2");
}

#[tokio::test]
async fn a_result_takes_the_place_of_a_failure_that_a_call_was_answered_with() {
    let scene = Scene::new().await;
    let failures = [("Cotton T-shirt".to_owned(), "insufficient_description".to_owned())];
    scene.standin.set(Control { fail_items: failures.into(), ..Control::default() });
    scene.post("msg_1", &[("SKU-1", "Cotton T-shirt")]).await;
    scene.consume(scene.messages()).await;
    assert!(play(&scene, &[told("e1", &[found("SKU-1", 0)])]).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!((rows.len(), rows[0].hts_code.as_deref()), (1, Some(CODE)));
    assert_eq!(rows[0].lineage, "catalog", "the state that was asked for");
}

#[tokio::test]
async fn a_result_for_a_version_that_has_its_answer_changes_nothing() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("SKU-1", "Ceramic mug")]).await;
    scene.consume(scene.messages()).await;
    let before = scene.answers.rows();
    assert!(play(&scene, &[told("e1", &[found("SKU-1", 0)])]).await.is_empty());
    assert_eq!(scene.answers.rows(), before);
}

#[tokio::test]
async fn results_of_a_named_lineage_out_of_order_leave_the_newest_version_standing() {
    let scene = Scene::with(|settings| {
        let catalog = settings.sources["catalog"].lineage.clone();
        let callbacks = settings.sources.get_mut("callbacks").expect("a source");
        callbacks.results_lineage = Some(catalog);
    })
    .await;
    let bodies = [told("e2", &[found("SKU-1", 1)]), told("e1", &[found("SKU-1", 0)])];
    assert!(play(&scene, &bodies).await.is_empty());
    assert_eq!(standing(&scene.answers.rows()), [("13".to_owned(), Some(CODE))]);
}

#[tokio::test]
async fn a_result_for_an_item_that_nobody_knows_is_its_first_answer() {
    let scene = Scene::new().await;
    play(&scene, &[told("e1", &[found("NEVER-ASKED", 0)])]).await;
    assert_eq!(scene.codes()["NEVER-ASKED"].as_deref(), Some(CODE));
}

#[tokio::test]
async fn an_answer_that_a_result_gave_is_not_paid_for() {
    let scene = Scene::new().await;
    play(&scene, &[told("e1", &[found("SKU-1", 0)])]).await;
    let sent = scene.messages().len();
    scene.post("msg_1", &[("SKU-1", "Ceramic mug")]).await;
    assert!(scene.consume(scene.messages().split_off(sent)).await.is_empty());
    assert_eq!(paid(&scene), 0, "its version has its answer, whoever told it");
}

#[tokio::test]
async fn a_result_for_another_version_answers_nobodys_else() {
    let scene = Scene::new().await;
    play(&scene, &[told("e1", &[found("SKU-1", 1)])]).await;
    let sent = scene.messages().len();
    scene.post("msg_1", &[("SKU-1", "Ceramic mug")]).await;
    assert!(scene.consume(scene.messages().split_off(sent)).await.is_empty());
    assert_eq!(paid(&scene), 1, "who numbers the other version is not known");
    assert_eq!(scene.answers.rows().len(), 2, "both stand");
}

#[tokio::test]
async fn a_result_that_is_none_yet_is_refused_once_its_neighbours_are_recorded() {
    let scene = Scene::new().await;
    let body = told("e1", &[failed("SKU-1", "temporarily_unavailable"), found("SKU-2", 0)]);
    assert_eq!(play(&scene, &[body]).await, ["m0"]);
    let row = scene.ledger.row("callbacks#acme#e1").expect("a row");
    assert_eq!(row.phase, Phase::Refused);
    let reason = row.reason.expect("a reason");
    assert!(reason.contains("temporarily_unavailable"), "{reason}");
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["SKU-2"]);
    assert_eq!(paid(&scene), 0);
}

#[tokio::test]
async fn a_fetched_batch_that_is_not_finished_is_fetched_again_later() {
    let unfinished = [
        json!({"status": "processing"}),
        json!({"results": []}),
        json!({"results": [failed("SKU-1", "temporarily_unavailable")]}),
        json!({"results": [{"item_id": "SKU-1", "version": start(), "status": "pending"}]}),
    ];
    for batch in unfinished {
        let scene = Scene::new().await;
        scene.standin.keep(BATCH, batch.to_string());
        assert_eq!(play(&scene, &[pointed("e1")]).await, ["m0"], "{batch}");
        let row = scene.ledger.row("callbacks#acme#e1").expect("a row");
        assert_eq!((row.phase, row.all_tries()), (Phase::Released, 1), "{batch}: {:?}", row.reason);
        scene.standin.keep(BATCH, json!({"results": [found("SKU-1", 0)]}).to_string());
        assert!(again(&scene).await.is_empty(), "{batch}");
        assert_eq!((scene.codes().len(), paid(&scene)), (1, 0), "{batch}");
    }
}

#[tokio::test]
async fn a_batch_that_is_not_there_or_not_to_be_had_is_waited_for() {
    let scene = Scene::new().await;
    assert_eq!(play(&scene, &[pointed("e1")]).await, ["m0"]);
    assert_eq!(scene.ledger.row("callbacks#acme#e1").expect("a row").failed_gets, 1, "404: a try");
    let scene = Scene::new().await;
    let rules = vec![Rule::status(StatusCode::UNAUTHORIZED)];
    scene.standin.set(Control { rules, ..Control::default() });
    assert!(play(&scene, &[pointed("e1")]).await.is_empty());
    let row = scene.ledger.row("callbacks#acme#e1").expect("a row");
    assert_eq!((row.phase, row.tries), (Phase::Waiting, 0), "401");
}

#[tokio::test]
async fn results_that_cannot_be_read_refuse_their_event_and_name_the_place() {
    let bodies = [
        (told("e1", &[found("SKU-1", 0), json!({"version": start()})]), 1, "result 1: "),
        (
            told("e1", &[json!({"item_id": "SKU-1", "hts_code": CODE})]),
            0,
            "result 0: version: $.version",
        ),
        (
            json!({"event_id": "e1", "type": "batch.completed"}),
            0,
            "neither results nor a reference",
        ),
    ];
    for (body, recorded, expected) in bodies {
        let scene = Scene::new().await;
        assert_eq!(play(&scene, &[body]).await, ["m0"], "{expected}");
        let reason =
            scene.ledger.row("callbacks#acme#e1").and_then(|row| row.reason).expect("a reason");
        assert!(reason.starts_with(expected), "{reason}");
        assert_eq!(scene.answers.rows().len(), recorded, "its readable neighbour is recorded");
    }
}

#[tokio::test]
async fn when_a_result_cannot_be_recorded_in_the_time_that_is_left_the_event_waits() {
    let scene = Scene::new().await;
    scene.send("callbacks", &told("e1", &[found("SKU-1", 0)]), start()).await;
    scene.answers.fault.before(1);
    let clock = Clock::new(start(), start() + closing(1, 1) + Duration::from_millis(500));
    assert_eq!(scene.consumer.consume(scene.messages(), &clock).await, ["m0"]);
    assert_eq!(scene.ledger.row("callbacks#acme#e1").expect("a row").phase, Phase::Released);
    assert!(again(&scene).await.is_empty());
    assert_eq!(scene.codes().len(), 1);
}
