//! Unchanged content: the answer is carried, and nothing is paid for.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use classifications::{Outcome, Row};
use consumer::Clock;
use jiff::{SignedDuration, Timestamp};
use pipeline::scene::{Scene, start};
use serde_json::{Value, json};
use settings::{Reuse, Settings};

fn after_days(days: i64) -> Timestamp {
    start() + SignedDuration::from_hours(24 * days)
}

/// A scene whose answers serve unchanged content like this, for thirty days.
async fn scene(reuse: Reuse) -> Scene {
    Scene::with(|settings: &mut Settings| {
        for api in settings.apis.values_mut() {
            api.reuse = reuse;
        }
    })
    .await
}

/// Revision `revision` of an article of the ERP.
fn article(sku: &str, revision: u64, name: &str) -> Value {
    json!({"event_id": format!("{sku}-{revision}"), "type": "article.released",
        "articles": [{"sku": sku, "name": name, "origin": "PT", "revision": revision}]})
}

/// Posts an event and works on it, in a process of its own that remembers nothing.
async fn play(scene: &Scene, body: &Value, now: Timestamp) -> Vec<String> {
    let sent = scene.messages().len();
    scene.send("erp", body, start()).await;
    let messages = scene.messages().split_off(sent);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    scene.another_consumer().consume(messages, &clock).await
}

/// Items that were paid for.
fn paid(scene: &Scene) -> usize {
    let calls = scene.standin.calls().into_iter().filter(|call| call.paid);
    calls.map(|call| call.item_ids.len()).sum()
}

fn row(scene: &Scene, sku: &str, version: &str) -> Row {
    let mut rows = scene.answers.rows().into_iter();
    rows.find(|row| row.item_id == sku && row.version == version).expect("a row")
}

#[tokio::test]
async fn an_update_that_changes_nothing_is_recorded_and_not_paid_for() {
    let scene = scene(Reuse::Item).await;
    for revision in 1..=5 {
        let now = after_days(i64::try_from(revision).expect("few"));
        assert!(play(&scene, &article("A-1", revision, "Ceramic mug"), now).await.is_empty());
    }
    assert_eq!((paid(&scene), scene.answers.rows().len()), (1, 5));
    let (first, last) = (row(&scene, "A-1", "1"), row(&scene, "A-1", "5"));
    let origin = last.carried_from.expect("carried");
    let said = (origin.item_id.as_str(), origin.lineage.as_str(), origin.version.as_str());
    assert_eq!(said, ("A-1", "erp", "1"), "the state that was asked for");
    assert_eq!(last.answered_at, first.answered_at, "carrying does not make an answer younger");
    assert_eq!((last.hts_code, last.answer), (first.hts_code, first.answer));
    assert_eq!(last.api_request_id, first.api_request_id);
    assert_eq!((last.event_id.as_str(), last.recorded_at > first.recorded_at), ("A-1-5", true));
    assert_eq!(first.carried_from, None);
}

#[tokio::test]
async fn content_that_changed_is_asked_for_and_so_is_content_that_changed_back() {
    let scene = scene(Reuse::Item).await;
    for (revision, name) in [(1, "Ceramic mug"), (2, "Glass mug"), (3, "Ceramic mug")] {
        play(&scene, &article("A-1", revision, name), start()).await;
    }
    assert_eq!(paid(&scene), 3, "the newest good answer counts, and no older one");
}

#[tokio::test]
async fn another_origin_is_another_content() {
    let scene = scene(Reuse::Item).await;
    play(&scene, &article("A-1", 1, "Ceramic mug"), start()).await;
    let mut moved = article("A-1", 2, "Ceramic mug");
    moved["articles"][0]["origin"] = json!("CN");
    play(&scene, &moved, start()).await;
    assert_eq!(paid(&scene), 2);
}

#[tokio::test]
async fn an_answer_of_a_month_ago_is_not_carried_however_often_it_was() {
    let scene = scene(Reuse::Item).await;
    play(&scene, &article("A-1", 1, "Ceramic mug"), start()).await;
    play(&scene, &article("A-1", 2, "Ceramic mug"), after_days(29)).await;
    assert_eq!(paid(&scene), 1);
    play(&scene, &article("A-1", 3, "Ceramic mug"), after_days(31)).await;
    assert_eq!(paid(&scene), 2);
    assert_eq!(row(&scene, "A-1", "3").carried_from, None);
}

#[tokio::test]
async fn a_failure_is_not_carried_and_hides_no_good_answer_behind_it() {
    let scene = scene(Reuse::Item).await;
    play(&scene, &article("A-1", 1, "Ceramic mug"), start()).await;
    let mut failed = row(&scene, "A-1", "1");
    failed.outcome = Outcome::Failed;
    failed.state = classifications::State {
        lineage: "erp".to_owned(),
        version: classifications::Version::Sequence(2),
        mark: classifications::Mark::new("another"),
    }
    .key();
    let _written = classifications::AnswerTable::record(&scene.answers, &failed).await;
    play(&scene, &article("A-1", 3, "Ceramic mug"), start()).await;
    assert_eq!(paid(&scene), 1, "the newest good answer of the lineage was given to this content");
}

#[tokio::test]
async fn another_item_with_the_same_content_is_asked_for_unless_the_tenant_shares() {
    for (reuse, expected) in [(Reuse::Item, 2), (Reuse::Tenant, 1)] {
        let scene = scene(reuse).await;
        play(&scene, &article("A-1", 1, "Ceramic mug"), start()).await;
        play(&scene, &article("B-1", 1, "Ceramic mug"), after_days(1)).await;
        assert_eq!(paid(&scene), expected, "{reuse:?}");
        let origin = row(&scene, "B-1", "1").carried_from.map(|origin| origin.item_id);
        assert_eq!(origin.as_deref(), (reuse == Reuse::Tenant).then_some("A-1"), "{reuse:?}");
    }
}

#[tokio::test]
async fn a_tenants_answers_serve_no_other_tenant() {
    let scene = scene(Reuse::Tenant).await;
    let received = |tenant: &str| {
        json!({"id": format!("e-{tenant}"), "type": "goods.received", "account": tenant,
            "occurred_at": start(), "lines": [{"sku": "W-1", "description": "Ceramic mug"}]})
    };
    for tenant in ["globex", "initech"] {
        let sent = scene.messages().len();
        scene.send("warehouse", &received(tenant), start()).await;
        let clock = Clock::new(after_days(1), after_days(1) + Duration::from_mins(15));
        let messages = scene.messages().split_off(sent);
        assert!(scene.another_consumer().consume(messages, &clock).await.is_empty());
    }
    assert_eq!(paid(&scene), 2);
}

#[tokio::test]
async fn where_reuse_is_off_each_state_is_asked_for() {
    let scene = scene(Reuse::Off).await;
    for revision in 1..=3 {
        play(&scene, &article("A-1", revision, "Ceramic mug"), start()).await;
    }
    assert_eq!(paid(&scene), 3);
}

#[tokio::test]
async fn an_object_of_which_some_items_are_known_asks_for_the_others_only() {
    let scene = scene(Reuse::Item).await;
    play(&scene, &article("A-1", 1, "Ceramic mug"), start()).await;
    let mut both = article("A-1", 2, "Ceramic mug");
    let other = json!({"sku": "A-2", "name": "Glass mug", "origin": "PT", "revision": 2});
    both["articles"].as_array_mut().expect("a list").push(other);
    play(&scene, &both, after_days(1)).await;
    assert_eq!(paid(&scene), 2);
    assert!(row(&scene, "A-1", "2").carried_from.is_some());
    assert!(row(&scene, "A-2", "2").carried_from.is_none());
}
