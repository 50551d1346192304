//! Which state of an item an event tells of, and what may be compared with it.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::time::Duration;

use consumer::{Clock, Message, Record};
use jiff::{SignedDuration, Timestamp};
use ledger::Phase;
use pipeline::scene::{Scene, start};
use serde_json::{Value, json};
use settings::{Settings, VersionAt};

/// Posts an event and works on it by itself, ten minutes later; what stays in the queue.
async fn play(scene: &Scene, source: &str, body: &Value) -> Vec<String> {
    let sent = scene.messages().len();
    scene.send(source, body, start()).await;
    consume(scene, scene.messages().split_off(sent), 10).await
}

async fn consume(scene: &Scene, messages: Vec<Message>, minutes: i64) -> Vec<String> {
    let now = start() + SignedDuration::from_mins(minutes);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    scene.another_consumer().consume(messages, &clock).await
}

/// The states on record: lineage, version, what was asked.
fn states(scene: &Scene) -> Vec<(String, String, String)> {
    let rows = scene.answers.rows().into_iter();
    rows.map(|row| (row.lineage, row.version, row.description.unwrap_or_default())).collect()
}

fn paid(scene: &Scene) -> usize {
    scene.standin.calls().iter().filter(|call| call.paid).count()
}

fn article(id: &str, sku: &str, revision: u64, name: &str) -> Value {
    json!({"event_id": id, "type": "article.released",
        "articles": [{"sku": sku, "name": name, "revision": revision}]})
}

#[tokio::test]
async fn versions_of_two_senders_are_not_compared() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("ERP-100-A", "Umbrella, nylon")]).await;
    assert!(consume(&scene, scene.messages(), 1).await.is_empty());
    let erp = article("e-8", "ERP-100-A", 8, "Umbrella, silk");
    assert!(play(&scene, "erp", &erp).await.is_empty());
    assert_eq!(paid(&scene), 2);
    let expected = [
        ("catalog".into(), "2026-03-01T12:00:00Z".into(), "Umbrella, nylon".into()),
        ("erp".into(), "8".into(), "Umbrella, silk".into()),
    ];
    assert_eq!(states(&scene), expected, "both stand");
}

#[tokio::test]
async fn nor_are_the_times_of_two_senders() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("7", "Umbrella, nylon")]).await;
    consume(&scene, scene.messages(), 1).await;
    let earlier = start() - SignedDuration::from_hours(1);
    let product = json!({"id": 7, "title": "Umbrella, silk", "updated_at": earlier});
    assert!(play(&scene, "storefront", &product).await.is_empty());
    assert_eq!((paid(&scene), scene.answers.rows().len()), (2, 2), "each sender has its own clock");
}

#[tokio::test]
async fn a_source_that_is_given_a_sequence_later_is_not_muted_by_its_old_rows() {
    let unnumbered = |settings: &mut Settings| {
        settings.sources.get_mut("erp").expect("a source").version = VersionAt::Received;
    };
    let before = Scene::with(unnumbered).await;
    play(&before, "erp", &article("e-1", "A-1", 8, "Umbrella, nylon")).await;
    let after = Scene::new().await;
    for row in before.answers.rows() {
        let _written = classifications::AnswerTable::record(&after.answers, &row).await;
    }
    assert!(play(&after, "erp", &article("e-2", "A-1", 8, "Umbrella, silk")).await.is_empty());
    assert_eq!((paid(&after), after.answers.rows().len()), (1, 2));
}

/// A second source of the catalogue's shop, for another topic.
fn two_topics(settings: &mut Settings) {
    let mut created = settings.sources["storefront"].clone();
    created.name = "storefront-created".to_owned().try_into().expect("a name");
    created.lineage = settings.sources["storefront"].lineage.clone();
    settings.sources.insert(created.name.clone(), created);
}

#[tokio::test]
async fn two_topics_that_tell_one_state_are_one_row_and_paid_for_once() {
    let scene = Scene::with(two_topics).await;
    let product = json!({"id": 7, "title": "Leather Wallet", "updated_at": start()});
    for source in ["storefront", "storefront-created"] {
        assert!(play(&scene, source, &product).await.is_empty());
    }
    assert_eq!((paid(&scene), scene.answers.rows().len()), (1, 1));
}

/// The same two topics, each a lineage of its own.
fn two_lineages(settings: &mut Settings) {
    two_topics(settings);
    let created = settings.sources.get_mut("storefront-created").expect("a source");
    created.lineage = settings::Lineage::from(&created.name);
}

#[tokio::test]
async fn one_version_and_content_is_paid_for_once_though_two_lineages_tell_of_it() {
    let scene = Scene::with(two_lineages).await;
    let product = json!({"id": 7, "title": "Leather Wallet", "updated_at": start()});
    for source in ["storefront", "storefront-created"] {
        assert!(play(&scene, source, &product).await.is_empty());
    }
    let rows = scene.answers.rows();
    let carried = rows.iter().filter_map(|row| row.carried_from.as_ref());
    assert_eq!(carried.map(|from| from.lineage.as_str()).collect::<Vec<_>>(), ["storefront"]);
    assert_eq!((paid(&scene), rows.len()), (1, 2), "each lineage has its newest state");
    let changed = json!({"id": 7, "title": "Leather Purse", "updated_at": start()});
    play(&scene, "storefront-created", &changed).await;
    assert_eq!(paid(&scene), 2, "another content is another state");
}

#[tokio::test]
async fn two_contents_of_one_version_both_stand() {
    let scene = Scene::new().await;
    play(&scene, "erp", &article("e-1", "A-1", 8, "Umbrella, nylon")).await;
    play(&scene, "erp", &article("e-2", "A-1", 8, "Umbrella, silk")).await;
    play(&scene, "erp", &article("e-3", "A-1", 8, "Umbrella, nylon")).await;
    assert_eq!((paid(&scene), scene.answers.rows().len()), (2, 2));
}

#[tokio::test]
async fn an_older_state_that_comes_late_is_superseded_and_on_record_as_such() {
    let scene = Scene::new().await;
    play(&scene, "erp", &article("e-9", "A-1", 9, "Umbrella, silk")).await;
    assert!(play(&scene, "erp", &article("e-8", "A-1", 8, "Umbrella, nylon")).await.is_empty());
    assert_eq!((paid(&scene), scene.answers.rows().len()), (1, 1));
    let late = scene.ledger.row("erp#acme#e-8").expect("a row");
    assert_eq!((late.phase, late.superseded), (Phase::Done, 1));
}

#[tokio::test]
async fn two_tenants_of_one_source_may_use_one_event_id() {
    let scene = Scene::new().await;
    for (tenant, name) in [("globex", "Umbrella, nylon"), ("initech", "Umbrella, silk")] {
        let body = json!({"id": "e-1", "type": "goods.received", "account": tenant,
            "occurred_at": start(), "lines": [{"sku": "W-1", "description": name}]});
        assert!(play(&scene, "warehouse", &body).await.is_empty(), "{tenant}");
    }
    assert_eq!(scene.answers.rows().len(), 2);
}

#[tokio::test]
async fn a_tenant_that_the_source_may_not_speak_for_is_refused_before_anything_is_asked() {
    let scene = Scene::new().await;
    let body = json!({"id": "e-1", "type": "goods.received", "account": "umbrella-corp",
        "occurred_at": start(), "lines": [{"sku": "W-1", "description": "Umbrella"}]});
    assert_eq!(play(&scene, "warehouse", &body).await, ["m0"]);
    let row = scene.ledger.row("warehouse#umbrella-corp#e-1").expect("a row");
    assert_eq!(row.phase, Phase::Refused);
    assert!(row.reason.expect("a reason").contains("tenants"));
    assert_eq!(paid(&scene), 0);
}

#[tokio::test]
async fn a_time_of_change_more_than_a_day_ahead_is_refused_and_its_neighbour_recorded() {
    let scene = Scene::with(|settings: &mut Settings| {
        settings.sources.get_mut("erp").expect("a source").version = time_of_item();
    })
    .await;
    let at = |hours: i64| start() + SignedDuration::from_hours(hours);
    let body = json!({"event_id": "e-1", "type": "article.released", "articles": [
        {"sku": "A-1", "name": "Umbrella, nylon", "changed_at": at(25)},
        {"sku": "A-2", "name": "Umbrella, silk", "changed_at": at(23)},
    ]});
    assert_eq!(play(&scene, "erp", &body).await, ["m0"]);
    let reason = scene.ledger.row("erp#acme#e-1").and_then(|row| row.reason).expect("a reason");
    assert!(reason.contains("item 0") && reason.contains("ahead"), "{reason}");
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["A-2"]);
}

/// What `version = { time = "$.changed_at", of = "item" }` says.
fn time_of_item() -> VersionAt {
    const TIMED: &str = r#"
        [api.a]
        base_url = "https://a.example"
        key = "env:KEY"
        [source.timed]
        scheme = "github"
        tenant = "acme"
        secrets = ["env:SECRET"]
        version = { time = "$.changed_at", of = "item" }
    "#;
    let settings = Settings::parse(TIMED).expect("good");
    settings.sources["timed"].version.clone()
}

#[tokio::test]
async fn the_readable_items_of_an_event_are_recorded_and_the_others_named() {
    let scene = Scene::new().await;
    let body = json!({"event_id": "e-1", "type": "article.released", "articles": [
        {"sku": "A-1", "name": "Steel bolt", "revision": 1},
        {"sku": "A-2", "name": null, "revision": 1},
        {"sku": "A-3", "name": "Steel nut", "revision": "one"},
        {"sku": "A-4", "name": "Steel ring", "revision": 1},
    ]});
    assert_eq!(play(&scene, "erp", &body).await, ["m0"]);
    let row = scene.ledger.row("erp#acme#e-1").expect("a row");
    assert_eq!(row.phase, Phase::Refused);
    let reason = row.reason.expect("a reason");
    assert!(reason.contains("item 1: ") && reason.contains("item 2: "), "{reason}");
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["A-1", "A-4"]);

    let mut redriven = scene.messages();
    redriven[0].record.sent_at = start() + SignedDuration::from_hours(1);
    assert_eq!(consume(&scene, redriven, 61).await, ["m0"], "nothing was mended");
    assert_eq!(paid(&scene), 1, "what is recorded is not asked for again");
}

#[tokio::test]
async fn a_versionless_event_keeps_its_first_receipt_through_refusal_and_redrive() {
    let scene = Scene::with(|settings: &mut Settings| {
        settings.sources.get_mut("erp").expect("a source").version = VersionAt::Received;
    })
    .await;
    let body = json!({"event_id": "e-1", "type": "article.released",
        "articles": [{"sku": "A-1", "name": "Steel bolt"}, {"sku": "A-2", "name": ""}]});
    play(&scene, "erp", &body).await;
    let later: Timestamp = start() + SignedDuration::from_hours(5);
    let redriven = |message: Message| Message {
        record: Record { sent_at: later, message_id: "redriven".into(), ..message.record },
        ..message
    };
    let messages = scene.messages().into_iter().map(redriven).collect();
    consume(&scene, messages, 301).await;
    assert_eq!(states(&scene), [("erp".into(), start().to_string(), "Steel bolt".into())]);
}

#[tokio::test]
async fn an_event_sealed_under_another_mapping_waits_for_the_deployment_and_not_for_ever() {
    let scene = Scene::new().await;
    scene.send("erp", &article("e-1", "A-1", 8, "Umbrella"), start()).await;
    let sealed = || {
        let mut message = scene.messages().remove(0);
        let revision = scene.settings.sources["erp"].revision.to_string();
        message.body = message.body.replace(&revision, "000000000000");
        message
    };
    assert_eq!(consume(&scene, vec![sealed()], 5).await, ["m0"]);
    assert!(scene.ledger.rows().is_empty(), "nothing was claimed, nothing refused");
    let hidden = scene.inbox.hidden("receipt-m0").expect("hidden");
    assert_eq!(hidden, Duration::from_mins(10), "until the deployment is over");
    assert!(consume(&scene, vec![sealed()], 15).await.is_empty(), "this mapping counts now");
    let mut redriven = sealed();
    redriven.record.sent_at = start() + SignedDuration::from_mins(2);
    assert!(consume(&scene, vec![redriven], 3).await.is_empty(), "redriven: somebody wants it");
}
