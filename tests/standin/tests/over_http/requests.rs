//! What became of earlier calls.

use std::num::NonZeroU32;

use standin::{Behaviour, Control, Outcome, Rule, StatusCode};

use crate::client::{BATCH, Bench, PATIENCE, json_of};

const REQUEST: &str = "/openapi/v1/tariff/requests/req-1";

async fn look_up(bench: &Bench) -> reqwest::Response {
    bench.get(REQUEST).header("x-api-key", "test-key").send().await.unwrap()
}

#[tokio::test]
async fn a_call_that_broke_after_its_work_is_found_and_costs_nothing_more() {
    let bench = Bench::with_rules([Rule::new(Behaviour::Close).after_work()]).await;
    bench.batch(&["a", "b"]).send().await.unwrap_err();
    let found = json_of(look_up(&bench).await).await;
    assert_eq!(found["results"].as_array().unwrap().len(), 2);
    let calls = bench.standin.calls();
    assert_eq!(
        (calls[0].path.as_str(), calls[0].paid, calls[0].outcome),
        (BATCH, true, Outcome::Closed)
    );
    assert_eq!((calls[1].path.as_str(), calls[1].paid), (REQUEST, false));
}

#[tokio::test]
async fn what_is_still_worked_on_is_202_and_what_never_was_is_404() {
    let bench = Bench::with(Control { latency_ms: 60_000, ..Control::default() }).await;
    assert_eq!(look_up(&bench).await.status(), StatusCode::NOT_FOUND);
    bench.batch(&["a"]).timeout(PATIENCE).send().await.unwrap_err();
    assert_eq!(look_up(&bench).await.status(), StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_call_that_failed_before_its_work_is_not_found() {
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE).times(NonZeroU32::MIN);
    let bench = Bench::with_rules([down]).await;
    assert_eq!(bench.status(&["a"]).await, 503);
    assert_eq!(look_up(&bench).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_call_that_is_only_accepted_is_paid_and_answered_by_a_later_look_up() {
    let bench = Bench::with_rules([Rule::accept(2).once()]).await;
    let accepted = bench.batch(&["a", "b"]).send().await.unwrap();
    assert_eq!(accepted.status(), StatusCode::ACCEPTED);
    assert_eq!(json_of(accepted).await["status"], "processing");
    let call = bench.only_call();
    assert_eq!((call.paid, call.outcome, call.status), (true, Outcome::Accepted, Some(202)));
    for _ in 0..2 {
        let working = look_up(&bench).await;
        assert_eq!(working.status(), StatusCode::ACCEPTED);
        assert_eq!(json_of(working).await["status"], "processing");
    }
    let answered = json_of(look_up(&bench).await).await;
    assert_eq!(answered["results"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_look_up_needs_a_key() {
    let bench = Bench::new().await;
    let response = bench.get(REQUEST).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}
