//! Events that only point to an object: it is fetched, and what it says counts.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::num::NonZeroU32;
use std::time::Duration;

use consumer::{Clock, Message, Record};
use jiff::{SignedDuration, Timestamp};
use ledger::{Phase, Row, WaitCause};
use pipeline::scene::{Scene, start};
use serde_json::{Value, json};
use settings::IdAt;
use standin::{Behaviour, Call, Control, Nonsense, Rule, StatusCode};

const MUG: &str = "Ceramic mug";

/// A trigger: it says nothing of the product but that it changed.
fn trigger(id: &str, product: &str) -> Value {
    json!({"event_id": id, "type": "product.changed", "object_type": "products", "object_id": product})
}

/// Keeps a product, changed so many minutes after the start.
fn keep(scene: &Scene, product: &str, description: &str, minutes: i64) {
    let changed = later(minutes);
    let object = json!({"sku": product, "description": description, "updated_at": changed});
    scene.standin.keep(&format!("/objects/products/{product}"), object.to_string());
}

fn later(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

/// The GETs that were made.
fn gets(scene: &Scene) -> Vec<Call> {
    scene.standin.calls().into_iter().filter(|call| call.method == "GET").collect()
}

/// The calls that cost.
fn paid(scene: &Scene) -> Vec<Call> {
    scene.standin.calls().into_iter().filter(|call| call.paid).collect()
}

/// Works on these messages so many minutes after the start.
async fn consume_at(scene: &Scene, messages: Vec<Message>, minutes: i64) -> Vec<String> {
    let now = later(minutes);
    scene.consumer.consume(messages, &Clock::new(now, now + Duration::from_mins(15))).await
}

/// The same messages as SQS hands them over again.
fn again(messages: Vec<Message>) -> Vec<Message> {
    let again = |message: Message| Message {
        record: Record { receives: message.record.receives + 1, ..message.record },
        ..message
    };
    messages.into_iter().map(again).collect()
}

fn rules(rules: Vec<Rule>) -> Control {
    Control { rules, ..Control::default() }
}

#[tokio::test]
async fn a_trigger_is_answered_by_the_state_that_is_fetched() {
    let scene = Scene::new().await;
    keep(&scene, "P-1", MUG, -60);
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    let row = scene.answers.rows().remove(0);
    assert_eq!(
        (row.item_id.as_str(), row.source.as_str(), row.event_id.as_str()),
        ("P-1", "pim", "t1")
    );
    assert_eq!(row.version, "2026-03-01T11:00:00Z", "the object's own");
    let calls = scene.standin.calls();
    assert_eq!(calls[0].path, "/objects/products/P-1");
    let claim = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!(claim.phase, Phase::Done);
    assert_eq!(
        (&claim.request_id, &row.api_request_id),
        (&calls[1].request_id, &calls[1].request_id)
    );
}

#[tokio::test]
async fn what_a_partial_trigger_says_of_the_object_does_not_count() {
    let scene = Scene::new().await;
    keep(&scene, "P-1", MUG, 0);
    let mut partial = trigger("t1", "P-1");
    partial["sku"] = json!("P-9");
    partial["description"] = json!("an older nam");
    scene.send("pim", &partial, start()).await;
    scene.consume(scene.messages()).await;
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["P-1"]);
    assert_eq!(scene.answers.rows()[0].description.as_deref(), Some(MUG));
}

#[tokio::test]
async fn triggers_share_calls_with_each_other_and_with_posted_items() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("SKU-1", "Cotton T-shirt")]).await;
    for number in 0..30 {
        let product = format!("P-{number}");
        keep(&scene, &product, &format!("Mug number {number}"), 0);
        scene.send("pim", &trigger(&format!("t{number}"), &product), start()).await;
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    let paid = paid(&scene);
    assert_eq!((paid.len(), paid[0].item_ids.len()), (1, 31));
    let named = |row: Row| row.request_id == paid[0].request_id;
    assert!(scene.ledger.rows().into_iter().all(named), "every claim names its call");
}

#[tokio::test]
async fn an_object_of_many_items_fills_as_many_calls_as_it_needs() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("pim").expect("a source");
        let hydrate = source.hydrate.as_mut().expect("a table");
        hydrate.items = source.event.items.clone();
        source.version = settings::VersionAt::Received;
    })
    .await;
    let item =
        |number| json!({"sku": format!("P-{number}"), "description": format!("Mug {number}")});
    let items: Vec<_> = (0..450).map(item).collect();
    let object = json!({"data": {"items": items}});
    scene.standin.keep("/objects/products/all", object.to_string());
    scene.send("pim", &trigger("t1", "all"), start()).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().len(), 450);
    let mut sizes: Vec<_> = paid(&scene).iter().map(|call| call.item_ids.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [50, 200, 200]);
    let request_id = scene.ledger.row("pim#acme#t1").expect("a row").request_id;
    assert!(paid(&scene).iter().any(|call| call.request_id == request_id));
}

#[tokio::test]
async fn triggers_out_of_order_leave_the_newest_state_standing() {
    let scene = Scene::new().await;
    scene.send("pim", &trigger("second", "P-1"), later(1)).await;
    scene.send("pim", &trigger("first", "P-1"), start()).await;
    let messages = scene.messages();
    keep(&scene, "P-1", "Ceramic mug, glazed", 1);
    for message in messages {
        assert!(consume_at(&scene, vec![message], 5).await.is_empty());
    }
    let rows = scene.answers.rows();
    assert_eq!(rows.len(), 1, "one state, whoever told of it");
    assert_eq!(rows[0].version, "2026-03-01T12:01:00Z");
    assert_eq!(paid(&scene).len(), 1, "and paid for once");
}

#[tokio::test]
async fn a_state_that_changed_between_two_triggers_is_fetched_and_asked_anew() {
    let scene = Scene::new().await;
    keep(&scene, "P-1", MUG, 0);
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    consume_at(&scene, scene.messages(), 1).await;
    keep(&scene, "P-1", "Leather handbag", 2);
    scene.send("pim", &trigger("t2", "P-1"), later(2)).await;
    consume_at(&scene, scene.messages().split_off(1), 3).await;
    assert_eq!((gets(&scene).len(), paid(&scene).len()), (2, 2));
    assert_eq!(scene.answers.rows().len(), 2, "the older state is the history");
}

#[tokio::test]
async fn a_trigger_delivered_thrice_at_once_costs_one_get_and_one_item() {
    let scene = Scene::new().await;
    keep(&scene, "P-1", MUG, 0);
    for _ in 0..3 {
        scene.send("pim", &trigger("t1", "P-1"), start()).await;
    }
    assert_eq!(scene.consume(scene.messages()).await.len(), 2, "held: one is worked on");
    let left = again(scene.messages());
    assert!(consume_at(&scene, left, 20).await.is_empty(), "done is seen");
    assert_eq!((gets(&scene).len(), paid(&scene).len()), (1, 1));
}

#[tokio::test]
async fn a_trigger_delivered_again_later_costs_no_get() {
    let scene = Scene::new().await;
    keep(&scene, "P-1", MUG, 0);
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    scene.consume(scene.messages()).await;
    scene.send("pim", &trigger("t1", "P-1"), later(1)).await;
    assert!(consume_at(&scene, scene.messages().split_off(1), 2).await.is_empty());
    assert_eq!(gets(&scene).len(), 1);
}

/// A scene whose triggers have no id of their own.
async fn without_ids() -> Scene {
    Scene::with(|settings| {
        settings.sources.get_mut("pim").expect("a source").event.id = IdAt::Digest;
    })
    .await
}

#[tokio::test]
async fn the_same_trigger_without_an_id_counts_again_in_another_hour() {
    let scene = without_ids().await;
    keep(&scene, "P-1", MUG, 0);
    for minutes in [0, 59, 60] {
        scene.send("pim", &trigger("", "P-1"), later(minutes)).await;
    }
    let mut messages = scene.messages();
    let next = messages.pop().expect("three were sent");
    let keys: Vec<_> = scene.outbox.sent().iter().map(|sealed| sealed.envelope().key()).collect();
    assert!(keys[0] == keys[1] && keys[0] != keys[2]);
    consume_at(&scene, messages, 59).await;
    keep(&scene, "P-1", "Leather handbag", 60);
    assert!(consume_at(&scene, vec![next], 61).await.is_empty());
    assert_eq!((gets(&scene).len(), scene.answers.rows().len()), (2, 2));
}

#[tokio::test]
async fn an_object_that_is_not_there_yet_is_tried_again() {
    let scene = Scene::new().await;
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!((row.phase, row.failed_gets), (Phase::Released, 1));
    keep(&scene, "P-1", MUG, 0);
    assert!(consume_at(&scene, again(scene.messages()), 1).await.is_empty());
    assert_eq!(scene.codes().len(), 1);
}

#[tokio::test]
async fn an_object_that_never_comes_is_refused_with_its_history() {
    let scene = Scene::new().await;
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    let mut messages = scene.messages();
    for minutes in 0..10 {
        assert_eq!(consume_at(&scene, messages.clone(), minutes).await, ["m0"]);
        messages = again(messages);
    }
    let row = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!(row.phase, Phase::Refused);
    let reason = row.reason.expect("a reason");
    assert!(
        reason.contains("10 tries failed") && reason.contains("no such object: status 404"),
        "{reason}"
    );
}

/// Each time that it is sent again the object is fetched anew. A GET that fails now and then must
/// not use up the event's ten tries, however long its API keeps it waiting.
#[tokio::test]
async fn gets_that_fail_now_and_then_while_the_api_is_waited_for_refuse_nobody() {
    let scene = Scene::new().await;
    let path = "/objects/products/P-1";
    scene.standin.set(rules(vec![Rule::too_many("60").when_described(MUG)]));
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    let mut messages = scene.messages();
    for round in 0..12 {
        let minutes = round * 10;
        scene.standin.lose(path);
        assert_eq!(consume_at(&scene, messages.clone(), minutes).await, ["m0"], "{round}: 404");
        keep(&scene, "P-1", MUG, 0);
        messages = again(messages);
        assert!(consume_at(&scene, messages.clone(), minutes + 5).await.is_empty(), "{round}: 429");
        messages = scene.later(messages, later(minutes + 10)).await;
    }
    let row = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!((row.phase, row.waits, row.counted_tries()), (Phase::Released, 12, 0));
    scene.standin.set(rules(Vec::new()));
    assert!(consume_at(&scene, messages, 121).await.is_empty());
    assert_eq!((scene.codes().len(), gets(&scene).len()), (1, 25));
}

#[tokio::test]
async fn an_object_that_does_not_map_is_refused_with_the_place() {
    let scene = Scene::new().await;
    scene.standin.keep("/objects/products/P-1", r#"{"sku": "P-1"}"#);
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!(row.phase, Phase::Refused);
    let reason = row.reason.expect("a reason");
    assert!(reason.starts_with("item 0: description"), "{reason}");
}

#[tokio::test]
async fn a_429_pauses_this_sources_gets_for_everybody_and_nothing_else() {
    let scene = Scene::new().await;
    for product in ["P-1", "P-2"] {
        keep(&scene, product, &format!("Ceramic mug {product}"), 0);
        scene.send("pim", &trigger(product, product), start()).await;
    }
    scene.standin.set(rules(vec![Rule::too_many("600").when_item("P-1").once()]));
    let messages = scene.messages();
    assert!(scene.consume(messages[..1].to_vec()).await.is_empty());
    let (cause, due) = scene.waits("pim#acme#P-1").expect("it waits");
    assert_eq!(cause, WaitCause::Paused);
    assert!(due >= later(10), "{due}");
    let (now, end) = (later(9), later(24));
    let other = scene.another_consumer();
    assert!(other.consume(messages[1..].to_vec(), &Clock::new(now, end)).await.is_empty());
    assert_eq!(gets(&scene).len(), 1, "nobody asked again");
    scene.post("msg_1", &[("SKU-1", "Cotton T-shirt")]).await;
    assert!(consume_at(&scene, scene.messages().split_off(2), 9).await.is_empty());
    let messages = scene.later(messages, later(11)).await;
    assert!(consume_at(&scene, messages, 11).await.is_empty());
    let is_done = |row: &Row| (row.phase, row.tries) == (Phase::Done, 0);
    assert!(scene.ledger.rows().iter().all(is_done), "a wait is no try");
}

#[tokio::test]
async fn a_rate_of_gets_is_kept_by_the_whole_fleet() {
    let scene = Scene::with(|settings| {
        let hydrate = settings.sources.get_mut("pim").and_then(|source| source.hydrate.as_mut());
        let one = NonZeroU32::MIN;
        hydrate.expect("a table").rate = Some(settings::ApiRate {
            unit: settings::RateUnit::Calls,
            units: one,
            per: Duration::from_mins(1),
            burst: one,
        });
    })
    .await;
    for product in ["P-1", "P-2", "P-3"] {
        keep(&scene, product, &format!("Ceramic mug {product}"), 0);
        scene.send("pim", &trigger(product, product), start()).await;
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    let waits = scene.ledger.rows().into_iter().filter_map(|row| row.wait);
    let lanes: Vec<_> = waits.map(|wait| (wait.lane, wait.cause)).collect();
    assert_eq!(lanes, vec![("hydrate:pim".to_owned(), WaitCause::Rate); 2]);
    assert_eq!(gets(&scene).len(), 1);
}

#[tokio::test]
async fn what_is_an_operators_fault_is_a_hold_and_never_a_refusal() {
    for status in [401, 403, 405, 415] {
        let scene = Scene::new().await;
        let code = StatusCode::from_u16(status).expect("a status");
        scene.standin.set(rules(vec![Rule::status(code)]));
        scene.send("pim", &trigger("t1", "P-1"), start()).await;
        let mut messages = scene.messages();
        for minutes in 0..12 {
            assert!(consume_at(&scene, messages.clone(), minutes).await.is_empty(), "{status}");
            messages = scene.later(messages, later(minutes + 1)).await;
        }
        let row = scene.ledger.row("pim#acme#t1").expect("a row");
        assert_eq!((row.tries, row.waits), (0, 12), "{status}");
    }
}

#[tokio::test]
async fn faults_of_the_store_are_tries_and_come_back_later() {
    let faults = [
        Rule::status(StatusCode::BAD_GATEWAY),
        Rule::new(Behaviour::Close),
        Rule::nonsense(Nonsense::NotJson),
        Rule::nonsense(Nonsense::Truncated),
        Rule::nonsense(Nonsense::Huge),
        Rule::nonsense(Nonsense::Deep),
    ];
    for rule in faults {
        let scene = Scene::new().await;
        keep(&scene, "P-1", MUG, 0);
        scene.standin.set(rules(vec![rule.clone().once()]));
        scene.send("pim", &trigger("t1", "P-1"), start()).await;
        assert_eq!(scene.consume(scene.messages()).await, ["m0"], "{rule:?}");
        let row = scene.ledger.row("pim#acme#t1").expect("a row");
        assert_eq!(
            (row.phase, row.failed_gets),
            (Phase::Released, 1),
            "{rule:?}: {:?}",
            row.reason
        );
        assert!(consume_at(&scene, again(scene.messages()), 1).await.is_empty(), "{rule:?}");
        assert_eq!(scene.codes().len(), 1, "{rule:?}");
    }
}

#[tokio::test]
async fn a_store_that_hangs_is_left_after_its_timeout() {
    let scene = Scene::with(|settings| {
        let hydrate = settings.sources.get_mut("pim").and_then(|source| source.hydrate.as_mut());
        hydrate.expect("a table").timeout = Duration::from_millis(200);
    })
    .await;
    scene.standin.set(rules(vec![Rule::new(Behaviour::Hang)]));
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = scene.ledger.row("pim#acme#t1").expect("a row");
    assert_eq!((row.failed_gets, row.reason.as_deref()), (1, Some("unavailable: timeout")));
}

#[tokio::test]
async fn a_get_that_the_deadline_would_cut_is_not_made() {
    let scene = Scene::new().await;
    scene.send("pim", &trigger("t1", "P-1"), start()).await;
    let clock = Clock::new(start(), start() + Duration::from_secs(40));
    assert_eq!(scene.consumer.consume(scene.messages(), &clock).await, ["m0"]);
    assert_eq!((scene.ledger.rows().len(), gets(&scene).len()), (0, 0));
}

#[tokio::test]
async fn one_missing_object_leaves_its_neighbours_be() {
    let scene = Scene::new().await;
    for product in ["P-1", "P-2", "P-3"] {
        scene.send("pim", &trigger(product, product), start()).await;
        if product != "P-2" {
            keep(&scene, product, &format!("Ceramic mug {product}"), 0);
        }
    }
    assert_eq!(scene.consume(scene.messages()).await, ["m1"]);
    assert_eq!(scene.codes().len(), 2);
}
