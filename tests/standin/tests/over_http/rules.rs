//! Which rule applies to which call, and other statuses.

use std::num::NonZeroU32;

use serde_json::json;
use standin::{Behaviour, Control, Outcome, Rule, StatusCode};

use crate::client::{Bench, PATIENCE, SINGLE, json_of};

fn unavailable() -> Rule {
    Rule::status(StatusCode::SERVICE_UNAVAILABLE)
}

#[tokio::test]
async fn a_rule_answers_with_its_status_and_retry_after() {
    let bench = Bench::with_rules([Rule::too_many("2")]).await;
    let response = bench.batch(&["a"]).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "2");
    assert_eq!(response.headers()["x-request-id"], "req-1");
    assert_eq!(json_of(response).await["error"]["status"], 429);
    assert_eq!(bench.only_call().outcome, Outcome::Limited);
}

#[tokio::test]
async fn a_rule_may_bring_its_own_body() {
    let with_body = |body| {
        Rule::new(Behaviour::Status {
            status: StatusCode::PAYMENT_REQUIRED,
            retry_after: None,
            body: Some(body),
        })
    };
    let rules = [with_body(json!({"quota": 0})).once(), with_body(json!("spent"))];
    let bench = Bench::with_rules(rules).await;
    let first = bench.batch(&["a"]).send().await.unwrap();
    assert_eq!(first.status(), 402);
    assert_eq!(json_of(first).await, json!({"quota": 0}));
    let second = bench.batch(&["a"]).send().await.unwrap();
    assert_eq!(second.text().await.unwrap(), "spent");
}

#[tokio::test]
async fn every_status_can_be_had() {
    for status in [400, 401, 402, 403, 404, 410, 413, 415, 422, 500, 502, 504] {
        let rule = Rule::status(StatusCode::from_u16(status).unwrap());
        let bench = Bench::with_rules([rule]).await;
        assert_eq!(bench.status(&["a"]).await, status);
        let call = bench.only_call();
        assert_eq!((call.outcome, call.paid), (Outcome::Failed, false));
        assert_eq!(call.status, Some(status));
    }
}

#[tokio::test]
async fn rules_apply_in_their_order_as_often_as_they_are_told() {
    let twice = NonZeroU32::new(2).unwrap();
    let bench = Bench::with_rules([
        unavailable().times(twice),
        Rule::status(StatusCode::BAD_GATEWAY).once(),
    ])
    .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(bench.status(&["a"]).await);
    }
    assert_eq!(statuses, [503, 503, 502, 200]);
}

#[tokio::test]
async fn a_rule_for_an_item_leaves_other_calls_alone() {
    let bench = Bench::with_rules([unavailable().when_item("bad")]).await;
    assert_eq!(bench.status(&["a", "b"]).await, 200);
    assert_eq!(bench.status(&["a", "bad"]).await, 503);
    assert_eq!(bench.single("bad").send().await.unwrap().status(), 503);
}

#[tokio::test]
async fn a_rule_for_what_is_described_needs_no_id() {
    let bench = Bench::with_rules([unavailable().when_described("mic mu")]).await;
    assert_eq!(bench.status(&["a"]).await, 503);
    let tea = json!({"item_id": "b", "description": "green tea"});
    let request = bench.post(SINGLE).header("x-api-key", "k").json(&tea);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_rule_set_again_has_all_its_times_again() {
    let bench = Bench::with_rules([unavailable().once()]).await;
    let control = bench.standin.control();
    assert_eq!(bench.status(&["a"]).await, 503);
    assert_eq!(bench.status(&["a"]).await, 200);
    bench.standin.set(control);
    assert_eq!(bench.status(&["a"]).await, 503);
}

#[tokio::test]
async fn what_fails_after_the_work_is_paid() {
    let bench = Bench::with_rules([unavailable().after_work()]).await;
    assert_eq!(bench.status(&["a"]).await, 503);
    let call = bench.only_call();
    assert_eq!((call.outcome, call.paid), (Outcome::Failed, true));
}

#[tokio::test]
async fn a_rule_before_the_work_does_not_take_its_time() {
    let bench = Bench::with(Control {
        latency_ms: 3_600_000,
        rules: vec![unavailable().once(), unavailable().after_work()],
        ..Control::default()
    })
    .await;
    assert_eq!(bench.status(&["a"]).await, 503);
    let after = bench.batch(&["a"]).timeout(PATIENCE);
    assert!(after.send().await.unwrap_err().is_timeout());
}
