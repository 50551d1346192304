//! Single items that are answered otherwise, told apart by what they are described as.

use serde_json::{Value, json};
use standin::{Control, ItemAnswer, ItemRule, Nonsense, Rule};

use crate::client::{BATCH, Bench, SINGLE, json_of};

/// A stand-in that answers tea so.
async fn bench(answer: ItemAnswer) -> Bench {
    let answer_items = vec![ItemRule::new("green tea", answer)];
    Bench::with(Control { answer_items, ..Control::default() }).await
}

fn tea() -> Value {
    json!({"item_id": "tea", "description": "organic green tea, loose"})
}

async fn post(bench: &Bench, path: &str, body: &Value) -> String {
    let request = bench.post(path).header("x-api-key", "k").header("x-request-id", "req-1");
    request.json(body).send().await.unwrap().text().await.unwrap()
}

/// How tea is answered beside a mug, which is always answered rightly.
async fn of_two(bench: &Bench) -> Option<Value> {
    let mug = json!({"item_id": "mug", "description": "ceramic mug"});
    let body = post(bench, BATCH, &json!({"items": [tea(), mug]})).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    let mut results = body["results"].as_array().unwrap().clone();
    assert_eq!(results.pop().unwrap()["hts_code"], "6912.00.44.00");
    results.pop()
}

#[tokio::test]
async fn one_item_is_answered_as_told_and_its_neighbour_rightly() {
    for (answer, expected) in [
        (ItemAnswer::Pending, json!({"item_id": "tea", "status": "pending", "hts_code": null})),
        (ItemAnswer::NoCode, json!({"item_id": "tea", "status": "completed", "hts_code": null})),
        (
            ItemAnswer::NumberCode,
            json!({"item_id": "tea", "status": "completed", "hts_code": 902_101_015}),
        ),
        (
            ItemAnswer::ShoutedFailed("too_vague".to_owned()),
            json!({"item_id": "tea", "status": "FAILED", "code": "too_vague"}),
        ),
        (ItemAnswer::Raw(json!({"hts": [7]})), json!({"item_id": "tea", "hts": [7]})),
    ] {
        let bench = bench(answer.clone()).await;
        assert_eq!(of_two(&bench).await, Some(expected), "{answer:?}");
    }
}

#[tokio::test]
async fn one_item_may_fail_or_have_no_answer_at_all() {
    let failing = bench(ItemAnswer::Failed("busy".to_owned())).await;
    let failed = of_two(&failing).await.unwrap();
    assert_eq!((&failed["status"], &failed["code"]), (&json!("failed"), &json!("busy")));
    let missing = bench(ItemAnswer::Missing).await;
    assert_eq!(of_two(&missing).await, None);
    let alone: Value = serde_json::from_str(&post(&missing, SINGLE, &tea()).await).unwrap();
    assert_eq!(alone["results"], json!([]));
}

#[tokio::test]
async fn a_text_is_sent_as_it_stands_also_where_it_is_no_json() {
    let raw = r#"{"item_id": {item_id}, "confidence": NaN, "note": "\ud83d"}"#;
    let bench = bench(ItemAnswer::Raw(json!(raw))).await;
    let batch = post(&bench, BATCH, &json!({"items": [tea()]})).await;
    let sent = raw.replace("{item_id}", r#""tea""#);
    assert!(batch.ends_with(&format!(r#""results":[{sent}]}}"#)), "{batch}");
    let single = post(&bench, SINGLE, &tea()).await;
    assert!(single.starts_with(r#"{"request_id":"req-1","model":"standin-1","#), "{single}");
    assert!(single.ends_with(&sent[1..]), "{single}");
}

#[tokio::test]
async fn an_item_rule_applies_as_often_as_it_is_told_and_only_to_work() {
    let bench = Bench::with(Control {
        answer_items: vec![ItemRule::new("tea", ItemAnswer::Pending).once()],
        rules: vec![Rule::nonsense(Nonsense::NotJson).once()],
        ..Control::default()
    })
    .await;
    assert!(post(&bench, SINGLE, &tea()).await.starts_with("<html>"));
    for status in ["pending", "completed"] {
        let answer: Value = serde_json::from_str(&post(&bench, SINGLE, &tea()).await).unwrap();
        assert_eq!(answer["status"], status);
    }
}

#[tokio::test]
async fn an_answer_may_name_its_schedule_by_anything_and_come_with_207() {
    let bench = Bench::with(Control {
        schedule: Some(json!(2026)),
        answer_status: Some(207),
        ..Control::default()
    })
    .await;
    for response in [bench.batch(&["a"]).send().await, bench.single("a").send().await] {
        let response = response.unwrap();
        assert_eq!(response.status(), 207);
        assert_eq!(json_of(response).await["schedule"], 2026);
    }
    assert_eq!(bench.standin.calls()[0].status, Some(207));
}
