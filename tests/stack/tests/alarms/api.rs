//! Alarms on how the API behaves. One after the other: a pause is the whole fleet's.

use serde_json::{Value, json};
use stack::{Stack, unique};

use crate::{Watch, sum};

/// Has the stand-in misbehave for the calls that hold an item, once.
async fn misbehave(stack: &Stack, item: &str, rule: Value) {
    let mut rule = rule;
    let fields = rule.as_object_mut().expect("a rule");
    fields.extend([("when_described".to_owned(), item.into()), ("times".to_owned(), 1.into())]);
    let control = format!("{}/_control", stack.file.classifier_url);
    let put = stack.http.put(control).json(&json!({"rules": [rule]})).send().await;
    assert!(put.expect("the stand-in").status().is_success());
}

async fn send(stack: &Stack, item: &str) {
    // What was asked a moment ago is not asked again, so each is another product.
    let description = format!("Cotton T-shirt, {item}");
    let items = json!([{"item_id": item, "description": description, "country_of_origin": "CN"}]);
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}});
    stack.accepted(stack.delivery("catalog", &unique("msg"), &body)).await;
}

#[tokio::test]
async fn an_api_that_fails_refuses_or_limits_sets_off_the_alarm_for_it_and_events_wait() {
    let stack = Stack::open().await;
    let waiting =
        Watch::begin(&stack, "OldestPendingAlarm", "consumer", "oldest_pending_seconds").await;
    stack.lower("OldestPendingAlarm", 0.001).await;

    let [failing, locked, busy] = [unique("sku"), unique("sku"), unique("sku")];
    let retried = Watch::begin(&stack, "RetryRateAlarm", "consumer", "event_retried").await;
    misbehave(&stack, &failing, json!({"status": 503})).await;
    send(&stack, &failing).await;
    retried.goes_off(|values| sum(values) >= 1.0).await;
    waiting.goes_off(|values| values.iter().any(|seconds| *seconds > 0.0)).await;

    let access = Watch::begin(&stack, "ApiAccessAlarm", "consumer", "api_misconfigured").await;
    misbehave(&stack, &locked, json!({"status": 401})).await;
    send(&stack, &locked).await;
    access.goes_off(|values| sum(values) >= 1.0).await;

    let throttled = Watch::begin(&stack, "ApiThrottledAlarm", "consumer", "api_rate_limited").await;
    stack.lower("ApiThrottledAlarm", 1.0).await;
    misbehave(&stack, &busy, json!({"status": 429, "retry_after": "1"})).await;
    send(&stack, &busy).await;
    throttled.goes_off(|values| sum(values) >= 1.0).await;

    for item in [failing, locked, busy] {
        stack.recorded("acme", &item).await;
    }
}
