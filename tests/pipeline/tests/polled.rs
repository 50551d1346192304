//! One event that comes by webhook and by poll, in different bytes.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use consumer::Message;
use envelope::{Polled, Receipt, Sealing, Trace};
use ledger::Phase;
use mapping::FeedPage;
use pipeline::scene::{Scene, message, start};
use serde_json::{Value, json};

fn article(event: &str, name: &str) -> Value {
    json!({"event_id": event, "type": "article.released", "articles": [
        {"sku": "A-1", "name": name, "material": "steel", "origin": "TW", "revision": 1}
    ]})
}

/// What reconcile sends of an entry of the feed.
fn polled(scene: &Scene, id: &str, event: &Value) -> Message {
    let source = &scene.settings.sources["erp"];
    let feed = source.feed.as_ref().expect("a feed");
    let page = json!({"data": [{"seq": 7, "event": event}], "has_more": false}).to_string();
    let page = FeedPage::read(page.as_bytes(), source, feed).expect("a page");
    let entry = page.entries.into_iter().next().expect("an entry");
    let receipt = Receipt {
        received_at: start(),
        request_id: "polled".to_owned(),
        trace: Trace::default(),
        labels: BTreeMap::new(),
    };
    match Polled::from(entry).seal(source, "key", receipt) {
        Sealing::Sealed(sealed) => message(id, sealed.json()),
        Sealing::TooLong(_) => unreachable!("it is short"),
    }
}

async fn posted(scene: &Scene, event: &Value) -> Message {
    scene.send("erp", event, start()).await;
    scene.messages().pop().expect("a message")
}

#[tokio::test]
async fn whichever_comes_first_the_other_is_a_repeat() {
    for webhook_first in [true, false] {
        let scene = Scene::new().await;
        let webhook = posted(&scene, &article("e-1", "Hex bolt")).await;
        let copy = polled(&scene, "copy", &article("e-1", "Hex bolt, as listed"));
        let both = if webhook_first { [webhook, copy] } else { [copy, webhook] };
        for message in both {
            assert!(scene.consume(vec![message]).await.is_empty(), "acknowledged");
        }
        let rows = scene.ledger.rows();
        assert_eq!(rows.len(), 1, "no row for a reused id: {rows:?}");
        assert_eq!((rows[0].phase, rows[0].polled), (Phase::Done, !webhook_first));
        assert_eq!(scene.answers.rows().len(), 1, "recorded once");
    }
}

#[tokio::test]
async fn two_webhooks_of_one_id_and_two_contents_are_told_apart_as_ever() {
    let scene = Scene::new().await;
    let first = posted(&scene, &article("e-1", "Hex bolt")).await;
    let copy = polled(&scene, "copy", &article("e-1", "Hex bolt, as listed"));
    let second = posted(&scene, &article("e-1", "Roller chain")).await;
    assert!(scene.consume(vec![first]).await.is_empty());
    assert!(scene.consume(vec![copy]).await.is_empty());
    assert_eq!(scene.consume(vec![second]).await, ["m1"], "on its way to the dead letters");
    let reused = scene.ledger.rows().into_iter().find(|row| row.event.starts_with("reused:"));
    assert_eq!(reused.map(|row| row.phase), Some(Phase::Refused));
}

#[tokio::test]
async fn a_polled_event_that_cannot_be_read_is_refused_with_its_reason() {
    let scene = Scene::new().await;
    let unread = polled(&scene, "unread", &json!({"type": "article.released", "articles": []}));
    assert_eq!(scene.consume(vec![unread]).await, ["unread"], "on its way to the dead letters");
    let rows = scene.ledger.rows();
    let reason = rows[0].reason.as_deref().expect("a reason");
    assert!(rows[0].event.starts_with("erp#acme#unread:") && !rows[0].polled);
    assert!(reason.contains("found by poll") && reason.contains("$.event_id"), "{reason}");
}
