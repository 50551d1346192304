//! The list of calls.

use standin::{Call, Control, Outcome};

use crate::client::{BATCH, Bench, PATIENCE, SINGLE, json_of};

#[tokio::test]
async fn calls_are_listed_in_their_order_over_http_and_by_the_handle() {
    let bench = Bench::new().await;
    bench.batch(&["a", "b"]).send().await.unwrap();
    bench.single("c").send().await.unwrap();
    let mut body = json_of(bench.get("/_calls").send().await.unwrap()).await;
    let listed: Vec<Call> = serde_json::from_value(body["calls"].take()).unwrap();
    assert_eq!(listed, bench.standin.calls());
    let brief: Vec<_> = listed
        .iter()
        .map(|call| (call.path.as_str(), call.item_ids.join(" "), call.paid))
        .collect();
    assert_eq!(brief, [(BATCH, "a b".to_owned(), true), (SINGLE, "c".to_owned(), true)]);
}

#[tokio::test]
async fn a_call_is_listed_with_all_but_its_key() {
    let bench = Bench::new().await;
    bench.batch(&["a"]).send().await.unwrap();
    let text = bench.get("/_calls").send().await.unwrap().text().await.unwrap();
    assert!(!text.contains("test-key"), "{text}");
    let call = bench.only_call();
    assert_eq!(call.request_id, "req-1");
    assert_eq!((call.outcome, call.status), (Outcome::Answered, Some(200)));
    assert_eq!((call.descriptions, call.user_agent), (vec!["ceramic mug".to_owned()], None));
}

#[tokio::test]
async fn calls_can_be_forgotten_while_the_control_stays() {
    let bench = Bench::with(Control { latency_per_item_ms: 1, ..Control::default() }).await;
    bench.batch(&["a"]).send().await.unwrap();
    let response = bench.delete("/_calls").send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(bench.standin.calls(), []);
    assert_eq!(bench.standin.control().latency_per_item_ms, 1);
}

#[tokio::test]
async fn a_call_whose_client_leaves_is_paid_all_the_same() {
    let bench = Bench::with(Control { latency_ms: 3_600_000, ..Control::default() }).await;
    let call = bench.batch(&["a"]).timeout(PATIENCE);
    assert!(call.send().await.unwrap_err().is_timeout());
    while bench.only_call().outcome == Outcome::Working {
        tokio::task::yield_now().await;
    }
    let call = bench.only_call();
    assert_eq!((call.outcome, call.status), (Outcome::Abandoned, None));
    assert!(call.paid);
}
