//! Products that an operator sends are events like any other, in a turn of their own.
#![allow(clippy::expect_used, reason = "a test may fail")]

use envelope::{ByOperator, SentBy};
use ledger::Phase;
use mapping::Product;
use pipeline::scene::{Scene, message, start};
use settings::Tenant;
use standin::{Control, Rule};

/// The message of a product of `catalog`, and the ledger's key of its event.
fn sent(scene: &Scene, item: &str, sent_by: SentBy) -> (consumer::Message, String) {
    let source = scene.settings.sources.get("catalog").expect("the sample source");
    let tenant = Tenant::try_from("acme".to_owned()).expect("a tenant");
    let product = Product {
        item_id: item.to_owned(),
        description: "Cotton T-shirt".to_owned(),
        country_of_origin: None,
        version: None,
        round: None,
    };
    let sent = ByOperator::new(&product, (source, &tenant), sent_by, "run-1", start());
    let sent = sent.expect("a good product");
    (message(item, &sent.message()), sent.envelope().key())
}

#[tokio::test]
async fn a_product_is_classified_once_however_often_it_is_sent() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        let (message, _) = sent(&scene, "SKU-1", SentBy::Backfill);
        assert!(scene.consume(vec![message]).await.is_empty());
    }
    assert_eq!(scene.codes().len(), 1);
    assert_eq!(scene.standin.calls().len(), 1);
}

#[tokio::test]
async fn it_waits_behind_webhooks_and_a_person_before_them() {
    for (sent_by, first) in [(SentBy::Person, '0'), (SentBy::Backfill, '2')] {
        let scene = Scene::new().await;
        let rules = vec![Rule::too_many("600").once()];
        scene.standin.set(Control { rules, ..Control::default() });
        let (message, key) = sent(&scene, "SKU-1", sent_by);
        assert!(scene.consume(vec![message]).await.is_empty());
        let row = scene.ledger.row(&key).expect("a row");
        assert_eq!(row.phase, Phase::Waiting);
        let turn = row.wait.expect("it waits").turn;
        assert!(turn.starts_with(first), "{turn}");
    }
}

#[tokio::test]
async fn a_product_under_a_senders_id_is_not_taken_for_the_senders_event() {
    let scene = Scene::new().await;
    scene.post("msg_1", &[("SKU-1", "Cotton T-shirt")]).await;
    let (product, _) = sent(&scene, "SKU-1", SentBy::Backfill);
    let mut both = scene.messages();
    both.push(product);
    assert!(scene.consume(both).await.is_empty());
    assert_eq!(scene.ledger.rows().len(), 2);
}
