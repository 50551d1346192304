//! A provider's feed, over HTTP.

use std::num::NonZeroU64;

use serde_json::{Value, json};
use standin::{Control, LateEvents, Listed, Rule};

use crate::client::{Bench, json_of};

async fn page(bench: &Bench, query: &str) -> Value {
    let answer = bench.get(&format!("/feeds/erp{query}")).header("x-api-key", "k").send().await;
    json_of(answer.unwrap()).await
}

fn numbers(page: &Value) -> Vec<u64> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_feed_is_read_page_by_page_and_lists_late_what_it_is_told_to() {
    let every = NonZeroU64::new(2).unwrap();
    let late_events = Some(LateEvents { every, by_ms: 3_600_000 });
    let bench = Bench::with(Control { late_events, ..Control::default() }).await;
    for number in 1..=4 {
        bench.standin.list("erp", Listed { event: json!({"n": number}), late_ms: 0 });
    }
    let posted = bench.post("/feeds/erp").json(&json!({"event": {"n": 5}})).send().await.unwrap();
    assert_eq!((posted.status().as_u16(), json_of(posted).await), (201, json!({"seq": 5})));
    let first = page(&bench, "?limit=2").await;
    assert_eq!((numbers(&first), &first["has_more"]), (vec![1, 3], &json!(true)));
    let second = page(&bench, "?cursor=c3&limit=2").await;
    assert_eq!((numbers(&second), &second["has_more"]), (vec![5], &json!(false)));
    assert_eq!(second["data"][0]["event"], json!({"n": 5}));
}

#[tokio::test]
async fn a_feed_misbehaves_as_told_and_needs_a_key() {
    let rules = vec![Rule::too_many("2").once()];
    let bench = Bench::with(Control { rules, ..Control::default() }).await;
    assert_eq!(bench.get("/feeds/erp").send().await.unwrap().status(), 401);
    let asked = || bench.get("/feeds/erp").header("x-api-key", "k").send();
    assert_eq!(asked().await.unwrap().status(), 429);
    assert_eq!(asked().await.unwrap().status(), 200);
    let odd = bench.post("/feeds/erp").json(&json!({"late": 1})).send().await.unwrap();
    assert_eq!(odd.status(), 400);
}
