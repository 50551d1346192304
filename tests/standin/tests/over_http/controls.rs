//! `/_control`, and what it sets apart from rules.

use std::num::{NonZeroU32, NonZeroU64};

use serde_json::{Value, json};
use standin::{Control, Outcome, RateLimit};

use crate::client::{Bench, PATIENCE, json_of};

#[tokio::test]
async fn a_control_put_over_http_is_the_one_in_force() {
    let bench = Bench::new().await;
    let control = json!({
        "latency_ms": 1,
        "latency_per_item_ms": 2,
        "fail_items": {"a": "insufficient_description"},
        "answer_items": [{"described": "mug", "answer": "pending", "times": 1}],
        "answer_status": 207,
        "schedule": 2026,
        "gzip": true,
        "byte_order_mark": true,
        "api_keys": ["k"],
        "rules": [{"status": 503, "retry_after": "2", "times": 1}, {"hang": true}],
        "rate_limit": {"calls": 5, "per_ms": 1000, "retry_after": "1"},
    });
    let response = bench.put("/_control").json(&control).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let shown = json_of(bench.get("/_control").send().await.unwrap()).await;
    assert_eq!(shown, control);
    assert_eq!(serde_json::to_value(bench.standin.control()).unwrap(), control);
}

#[tokio::test]
async fn a_control_is_replaced_whole_and_reset_by_delete() {
    let bench = Bench::new().await;
    bench.standin.set(Control { latency_ms: 1, ..Control::default() });
    let keys = json!({"api_keys": ["k"]});
    bench.put("/_control").json(&keys).send().await.unwrap();
    assert_eq!(bench.standin.control().latency_ms, 0);
    let response = bench.delete("/_control").send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(bench.standin.control(), Control::default());
}

#[tokio::test]
async fn a_control_that_is_not_understood_changes_nothing() {
    let bench = Bench::new().await;
    for (control, words) in [
        (json!({"latncy_ms": 5}), "latncy_ms"),
        (json!({"rules": [{"times": 2}]}), "one behaviour"),
        (json!({"rules": [{"nonsense": "poetry"}]}), "poetry"),
        (json!({"answer_status": 429}), "200 to 299"),
        (json!({"answer_items": [{"described": "mug", "answer": "poetry"}]}), "poetry"),
        (json!({"rate_limit": {"calls": 0, "per_ms": 1}}), "nonzero"),
    ] {
        let response = bench.put("/_control").json(&control).send().await.unwrap();
        assert_eq!(response.status(), 400);
        let body: Value = json_of(response).await;
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(bench.standin.control(), Control::default());
}

#[tokio::test]
async fn work_takes_the_time_it_is_told_to_with_each_item() {
    let hour = 3_600_000;
    for (latency_ms, latency_per_item_ms) in [(hour, 0), (0, hour)] {
        let bench =
            Bench::with(Control { latency_ms, latency_per_item_ms, ..Control::default() }).await;
        let call = bench.batch(&["a"]).timeout(PATIENCE);
        assert!(call.send().await.unwrap_err().is_timeout());
    }
}

#[tokio::test]
async fn calls_beyond_the_rate_are_told_when_to_return() {
    let bench = Bench::with(Control {
        rate_limit: Some(RateLimit {
            calls: NonZeroU32::MIN,
            per_ms: NonZeroU64::new(3_600_000).unwrap(),
            retry_after: Some("7".to_owned()),
        }),
        ..Control::default()
    })
    .await;
    assert_eq!(bench.status(&["a"]).await, 200);
    let response = bench.batch(&["b"]).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    let calls = bench.standin.calls();
    let second = calls.last().unwrap();
    assert_eq!(second.outcome, Outcome::Limited);
    assert_eq!((second.status, second.paid), (Some(429), false));
    assert_eq!(second.item_ids, ["b"]);
}
