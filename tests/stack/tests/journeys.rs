//! From a signed webhook to a recorded answer, on the deployed system.
#![allow(clippy::expect_used, reason = "a test may fail")]

use classifications::Outcome;
use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, unique};

fn catalog(items: &Value) -> Value {
    json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}})
}

fn item(id: &str) -> Value {
    json!({"item_id": id, "description": format!("Cotton T-shirt, {id}"), "country_of_origin": "CN"})
}

#[tokio::test]
async fn an_accepted_event_is_recorded() {
    let stack = Stack::open().await;
    let (event, sku) = (unique("msg"), unique("sku"));
    let reply =
        stack.accepted(stack.delivery("catalog", &event, &catalog(&json!([item(&sku)])))).await;
    assert_eq!(reply.body.get("event_id").and_then(Value::as_str), Some(event.as_str()));
    let row = stack.recorded("acme", &sku).await;
    assert_eq!(row.hts_code.as_deref(), Some("6109.10.00.12"));
    assert_eq!(row.hts_digits.as_deref(), Some("6109100012"));
    assert_eq!((row.event_id, row.attempts), (event.clone(), 1));
    let done =
        stack.ledger_row(&format!("catalog#acme#{event}"), |row| row.phase == Phase::Done).await;
    assert_eq!(done.request_id, row.api_request_id);
}

#[tokio::test]
async fn every_source_delivers_to_the_same_end() {
    let stack = Stack::open().await;
    let skus = [unique("1"), unique("sku"), unique("sku")];
    let [shop, erp, warehouse] = &skus;
    let bodies = [
        (
            "storefront",
            json!({"id": shop, "title": "Ceramic mug", "updated_at": "2026-03-01T07:00:00-05:00"}),
        ),
        (
            "erp",
            json!({"type": "article.released", "event_id": unique("evt"), "articles": [
                {"sku": erp, "name": "Hexagon bolt", "material": "steel", "origin": "DE", "revision": 7}
            ]}),
        ),
        (
            "warehouse",
            json!({"type": "goods.received", "id": unique("evt"), "account": "globex",
                "occurred_at": "2026-03-01T12:00:00Z",
                "lines": [{"sku": warehouse, "description": "Leather handbag"}]}),
        ),
    ];
    for (source, body) in &bodies {
        stack.accepted(stack.delivery(source, "", body)).await;
    }
    for (tenant, sku) in [("acme", shop), ("acme", erp), ("globex", warehouse)] {
        assert_eq!(stack.recorded(tenant, sku).await.outcome, Outcome::Completed, "{sku}");
    }
}

#[tokio::test]
async fn the_same_event_three_times_at_once_costs_one_item_and_leaves_one_row() {
    let stack = Stack::open().await;
    let (event, sku) = (unique("msg"), unique("sku"));
    let delivery = stack.delivery("catalog", &event, &catalog(&json!([item(&sku)])));
    futures::future::join3(
        stack.accepted(delivery.clone()),
        stack.accepted(delivery.clone()),
        stack.accepted(delivery.clone()),
    )
    .await;
    stack.recorded("acme", &sku).await;
    stack.ledger_row(&format!("catalog#acme#{event}"), |row| row.phase == Phase::Done).await;

    // A repeat after it is done is a duplicate, too.
    stack.accepted(delivery).await;
    let (later, marker) = (unique("msg"), unique("sku"));
    stack.accepted(stack.delivery("catalog", &later, &catalog(&json!([item(&marker)])))).await;
    stack.recorded("acme", &marker).await;
    assert_eq!(stack.asked(&[&sku]).await.len(), 1);
    assert_eq!(stack.versions("acme", &sku).await.len(), 1);
}

#[tokio::test]
async fn a_poison_record_goes_to_the_dead_letters_while_its_neighbours_are_recorded() {
    let stack = Stack::open().await;
    let (poison, skus) = (unique("poison"), [unique("sku"), unique("sku")]);
    let [before, after] = &skus;
    stack
        .accepted(stack.delivery("catalog", &unique("msg"), &catalog(&json!([item(before)]))))
        .await;
    let send = stack.sqs.send_message().queue_url(&stack.file.queue_url);
    send.message_body(&poison).send().await.expect("the queue takes anything");
    stack
        .accepted(stack.delivery("catalog", &unique("msg"), &catalog(&json!([item(after)]))))
        .await;
    for sku in &skus {
        stack.recorded("acme", sku).await;
    }
    stack.dead_letter(&poison).await;
}

#[tokio::test]
async fn an_unlisted_type_is_a_dead_letter_with_its_reason_on_record() {
    let stack = Stack::open().await;
    let event = unique("msg");
    let body = json!({"type": "product.deleted", "data": {}});
    stack.accepted(stack.delivery("catalog", &event, &body)).await;
    stack.dead_letter(&event).await;
    let row =
        stack.ledger_row(&format!("catalog#acme#{event}"), |row| row.phase == Phase::Refused).await;
    let reason = row.reason.expect("a reason");
    assert!(reason.contains("product.deleted"), "{reason}");
}

#[tokio::test]
async fn an_item_that_cannot_be_classified_is_recorded_as_such_beside_its_neighbour() {
    let stack = Stack::open().await;
    let skus = [unique("sku"), unique("sku")];
    let [good, bad] = &skus;
    let items = json!([item(good), {"item_id": bad, "description": "x"}]);
    stack.accepted(stack.delivery("catalog", &unique("msg"), &catalog(&items))).await;
    assert_eq!(stack.recorded("acme", good).await.outcome, Outcome::Completed);
    let failed = stack.recorded("acme", bad).await;
    assert_eq!(failed.failure.as_deref(), Some("insufficient_description"));
}

#[tokio::test]
async fn a_ping_is_done_and_costs_nothing() {
    let stack = Stack::open().await;
    let event = unique("msg");
    stack.accepted(stack.delivery("catalog", &event, &json!({"type": "ping"}))).await;
    let row =
        stack.ledger_row(&format!("catalog#acme#{event}"), |row| row.phase == Phase::Done).await;
    assert_eq!(row.request_id, "", "no call was planned for it");
}

#[tokio::test]
async fn a_trigger_is_answered_by_the_object_that_it_points_to() {
    let stack = Stack::open().await;
    let (event, sku) = (unique("trigger"), unique("sku"));
    let object = json!({"sku": sku, "description": format!("Cotton T-shirt, {sku}"),
        "updated_at": "2026-03-01T11:00:00Z"});
    stack.keep(&format!("/objects/products/{sku}"), &object).await;
    let trigger = json!({"event_id": event, "type": "product.changed",
        "object_type": "products", "object_id": sku});
    stack.accepted(stack.delivery("pim", "", &trigger)).await;
    let row = stack.recorded("acme", &sku).await;
    assert_eq!(row.hts_code.as_deref(), Some("6109.10.00.12"));
    assert_eq!(row.version, "2026-03-01T11:00:00Z", "the object's own");
    let done = stack.ledger_row(&format!("pim#acme#{event}"), |row| row.phase == Phase::Done).await;
    assert_eq!(done.request_id, row.api_request_id);
}

#[tokio::test]
async fn results_by_value_and_by_reference_are_recorded_without_a_call() {
    let stack = Stack::open().await;
    let skus = [unique("sku"), unique("sku")];
    let [told, kept] = &skus;
    let result = |sku: &str| json!({"item_id": sku, "version": "2026-03-01T12:00:00Z", "hts_code": "9503.00.00.73"});
    let batch = unique("b");
    let finished = json!({"results": [result(kept)]});
    stack.keep(&format!("/openapi/v1/tariff/batch/{batch}"), &finished).await;
    let bodies = [
        json!({"event_id": unique("evt"), "type": "classification.completed",
            "results": [result(told)]}),
        json!({"event_id": unique("evt"), "type": "batch.completed", "batch_id": batch}),
    ];
    for body in &bodies {
        stack.accepted(stack.delivery("callbacks", "", body)).await;
    }
    for sku in &skus {
        let row = stack.recorded("acme", sku).await;
        assert_eq!(row.hts_digits.as_deref(), Some("9503000073"));
        assert_eq!(row.answer, result(sku).to_string(), "verbatim");
    }
    assert!(stack.asked(&[told.as_str(), kept.as_str()]).await.is_empty());
}
