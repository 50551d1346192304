//! Recorded classifications reach whoever subscribes, by a rule alone.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stack::{Stack, eventually, unique};

const SUBSCRIBER: &str = include_str!("../../../infra/examples/subscriber.yaml");

/// A queue with the example's rule, for the items of one tenant.
async fn subscribe(stack: &Stack, tenant: &str) -> String {
    let parameters = [("EventBusName", stack.file.event_bus.as_str()), ("Tenant", tenant)];
    stack.create_stack(&unique("subscriber"), SUBSCRIBER, &parameters).await
}

/// Every event in a queue, by its item, once that of `item` is there.
async fn events_until(stack: &Stack, queue: &str, item: &str) -> BTreeMap<String, Value> {
    let events = tokio::sync::Mutex::new(BTreeMap::new());
    eventually(item, || async {
        let mut events = events.lock().await;
        for event in receive(stack, queue).await {
            let item = event.pointer("/detail/item_id").and_then(Value::as_str).expect("an item");
            events.insert(item.to_owned(), event);
        }
        events.contains_key(item).then_some(())
    })
    .await;
    events.into_inner()
}

async fn receive(stack: &Stack, queue: &str) -> Vec<Value> {
    let receive = stack.sqs.receive_message().queue_url(queue).max_number_of_messages(10);
    let messages = receive.send().await.expect("the queue answers").messages.unwrap_or_default();
    let bodies = messages.into_iter().filter_map(|message| message.body);
    bodies.map(|body| serde_json::from_str(&body).expect("an event")).collect()
}

async fn send(stack: &Stack, event: &str, items: &[(&str, &str)]) {
    let items: Vec<_> = items
        .iter()
        .map(|(id, description)| json!({"item_id": id, "description": description, "country_of_origin": "CN"}))
        .collect();
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}});
    stack.accepted(stack.delivery("catalog", event, &body)).await;
}

#[tokio::test]
async fn a_subscriber_is_told_what_was_recorded() {
    let stack = Stack::open().await;
    let queue = subscribe(&stack, "acme").await;
    let (event, sku) = (unique("msg"), unique("sku \"quoted\" back\\slash ü"));
    send(&stack, &event, &[(&sku, "Cotton T-shirt")]).await;
    let row = stack.recorded("acme", &sku).await;
    let events = events_until(&stack, &queue, &sku).await;
    let told = events.get(&sku).expect("its event");
    assert_eq!(told.get("source"), Some(&json!("tidewaiter")));
    assert_eq!(told.get("detail-type"), Some(&json!("classification.recorded")));
    let detail = told.get("detail").expect("a detail");
    let expected = json!({
        "detail_version": 2,
        "tenant": "acme",
        "item_id": sku,
        "lineage": row.lineage,
        "version": row.version,
        "version_kind": row.version_kind,
        "outcome": "completed",
        "hts_code": row.hts_code,
        "hts_digits": row.hts_digits,
        "duty": row.duty,
        "schedule": row.schedule,
        "model": row.model,
        "confidence": row.confidence,
        "country_of_origin": row.country_of_origin,
        "request_id": row.request_id,
        "answered_at_ms": row.answered_at.as_millisecond(),
        "source": "catalog",
        "event_id": event,
        "api_request_id": row.api_request_id,
        "recorded_at_ms": row.recorded_at.as_millisecond(),
        "change": "INSERT",
        "change_id": detail.get("change_id"),
    });
    for (field, expected) in expected.as_object().expect("fields") {
        let expected = Some(expected).filter(|value| !value.is_null());
        assert_eq!(detail.get(field), expected, "{field}: {detail}");
    }
    let fields = detail.as_object().expect("fields");
    assert!(fields.values().all(|value| !value.is_null() && value != ""), "{detail}");
    assert!(detail.get("change_id").and_then(Value::as_str).is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn a_rule_keeps_out_what_it_does_not_ask_for() {
    let stack = Stack::open().await;
    let queue = subscribe(&stack, "acme").await;
    let [failed, theirs, marker] = [unique("sku"), unique("sku"), unique("sku")];
    send(&stack, &unique("msg"), &[(&failed, "x")]).await;
    let body = json!({"type": "goods.received", "id": unique("evt"), "account": "globex",
        "occurred_at": "2026-03-01T12:00:00Z", "lines": [{"sku": theirs, "description": "Leather handbag"}]});
    stack.accepted(stack.delivery("warehouse", "", &body)).await;
    stack.recorded("acme", &failed).await;
    stack.recorded("globex", &theirs).await;
    send(&stack, &unique("msg"), &[(&marker, "Cotton T-shirt")]).await;
    let events = events_until(&stack, &queue, &marker).await;
    assert!(!events.contains_key(&failed) && !events.contains_key(&theirs), "{events:?}");
}
