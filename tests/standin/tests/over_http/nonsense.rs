//! Answers that are none.

use serde_json::{Value, json};
use standin::{Nonsense, Outcome, Rule};

use crate::client::{Bench, json_of};

/// The nonsense a batch of `a` and `b` is answered with: always a 200.
async fn answer(nonsense: Nonsense) -> String {
    let bench = Bench::with_rules([Rule::nonsense(nonsense)]).await;
    let response = bench.batch(&["a", "b"]).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let call = bench.only_call();
    assert_eq!((call.outcome, call.paid), (Outcome::Nonsense, false));
    response.text().await.unwrap()
}

async fn batch(nonsense: Nonsense) -> Value {
    serde_json::from_str(&answer(nonsense).await).unwrap()
}

async fn single(nonsense: Nonsense) -> Value {
    let bench = Bench::with_rules([Rule::nonsense(nonsense)]).await;
    json_of(bench.single("a").send().await.unwrap()).await
}

fn ids(body: &Value) -> Vec<&str> {
    let results = body["results"].as_array().unwrap();
    results.iter().map(|result| result["item_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_answer_may_be_no_json() {
    let text = answer(Nonsense::NotJson).await;
    assert!(text.starts_with("<html>"));
}

#[tokio::test]
async fn an_answer_may_break_off_in_the_middle() {
    let text = answer(Nonsense::Truncated).await;
    assert!(text.starts_with('{'));
    assert!(serde_json::from_str::<Value>(&text).unwrap_err().is_eof());
}

#[tokio::test]
async fn an_answer_may_have_another_shape() {
    let body = batch(Nonsense::WrongShape).await;
    assert_eq!(body["results"], Value::Null);
}

#[tokio::test]
async fn an_answer_may_leave_items_out() {
    let body = batch(Nonsense::MissingItems).await;
    assert_eq!(ids(&body), ["a"]);
    assert_eq!(single(Nonsense::MissingItems).await["results"], json!([]));
}

#[tokio::test]
async fn an_answer_may_hold_items_nobody_asked_about() {
    let body = batch(Nonsense::UnknownItems).await;
    assert_eq!(ids(&body), ["a", "b", "standin-nobody-asked-for-this"]);
    let single = single(Nonsense::UnknownItems).await;
    assert_eq!(single["item_id"], "standin-nobody-asked-for-this");
}

#[tokio::test]
async fn an_answer_may_contradict_itself() {
    let body = batch(Nonsense::DuplicateItems).await;
    assert_eq!(ids(&body), ["a", "b", "a"]);
    assert_ne!(body["results"][0]["hts_code"], body["results"][2]["hts_code"]);
    assert_eq!(ids(&single(Nonsense::DuplicateItems).await), ["a", "a"]);
}

#[tokio::test]
async fn an_answer_may_be_larger_than_anyone_would_read() {
    let bench = Bench::with_rules([Rule::nonsense(Nonsense::Huge)]).await;
    let mut response = bench.batch(&["a"]).send().await.unwrap();
    let mut read = 0;
    while read < 32 * 1024 * 1024 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
    assert_eq!(response.content_length(), None);
    assert_eq!(bench.only_call().outcome, Outcome::Nonsense);
}

#[tokio::test]
async fn nonsense_after_the_work_is_paid() {
    let bench = Bench::with_rules([Rule::nonsense(Nonsense::NotJson).after_work()]).await;
    bench.batch(&["a"]).send().await.unwrap();
    assert!(bench.only_call().paid);
}
