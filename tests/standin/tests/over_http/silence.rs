//! Calls that get no answer, or get it too slowly.

use standin::{Behaviour, Outcome, Rule};

use crate::client::{Bench, PATIENCE, json_of};

#[tokio::test]
async fn a_call_that_hangs_is_listed_while_it_does_and_others_are_answered() {
    let bench = Bench::with_rules([Rule::new(Behaviour::Hang).once()]).await;
    let hung = bench.batch(&["a"]).timeout(PATIENCE);
    assert!(hung.send().await.unwrap_err().is_timeout());
    let call = bench.only_call();
    assert_eq!((call.outcome, call.status), (Outcome::Hung, None));
    assert!(!call.paid);
    assert_eq!(bench.status(&["a"]).await, 200);
}

#[tokio::test]
async fn a_call_that_hangs_ends_when_the_stand_in_does() {
    let bench = Bench::with_rules([Rule::new(Behaviour::Hang)]).await;
    let hung = tokio::spawn(bench.batch(&["a"]).send());
    while bench.standin.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(bench);
    assert!(!hung.await.unwrap().unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_closed_connection_has_no_answer() {
    let close = Rule::new(Behaviour::Close);
    let bench = Bench::with_rules([close.clone().once(), close.after_work()]).await;
    for paid in [false, true] {
        bench.standin.clear_calls();
        let error = bench.batch(&["a"]).send().await.unwrap_err();
        assert!(error.is_request() && !error.is_timeout(), "{error:?}");
        let call = bench.only_call();
        assert_eq!((call.outcome, call.status), (Outcome::Closed, None));
        assert_eq!(call.paid, paid);
    }
}

#[tokio::test]
async fn a_trickled_answer_is_the_right_one() {
    let bench = Bench::with_rules([Rule::new(Behaviour::Trickle(1)).once()]).await;
    let trickled = json_of(bench.batch(&["a"]).send().await.unwrap()).await;
    let call = bench.only_call();
    assert_eq!((call.outcome, call.paid), (Outcome::Trickled, true));
    assert_eq!(trickled, json_of(bench.batch(&["a"]).send().await.unwrap()).await);
}

#[tokio::test]
async fn a_trickled_answer_may_begin_in_time_and_end_too_late() {
    let bench = Bench::with_rules([Rule::new(Behaviour::Trickle(3_600_000))]).await;
    let call = bench.batch(&["a"]).timeout(PATIENCE);
    let response = call.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap_err().is_timeout());
}
