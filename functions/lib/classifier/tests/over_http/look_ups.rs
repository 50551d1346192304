//! What became of an earlier call.

use classifier::{Answer, CallError, Found};
use serde_json::json;
use standin::{Control, ItemAnswer, ItemRule, Rule, StatusCode};

use crate::client::{MUG, TEA, ask, ask_for, code_of, look_up, standin, with_rule};

const PATH: &str = "/openapi/v1/tariff/requests/{request_id}";

#[tokio::test]
async fn a_call_that_was_accepted_is_worked_on_until_it_is_answered() {
    let standin = with_rule(Rule::accept(1)).await;
    assert_eq!(look_up(&standin, PATH).await, Ok(Found::Nothing));
    assert_eq!(ask(&standin).await, Err(CallError::Accepted));
    assert_eq!(look_up(&standin, PATH).await, Ok(Found::Working));
    let found = look_up(&standin, PATH).await;
    let Ok(Found::Answers { about, items }) = found else { panic!("{found:?}") };
    assert_eq!(about.model.as_deref(), Some("standin-1"));
    assert_eq!(code_of(&items["ceramic mug"]), Some(MUG));
    assert_eq!(code_of(&items["green tea"]), Some(TEA));
}

#[tokio::test]
async fn the_answer_to_a_lone_item_is_found_too_however_its_body_comes() {
    let rules = vec![Rule::accept(0)];
    let control = Control { rules, gzip: true, byte_order_mark: true, ..Control::default() };
    let standin = standin(control).await;
    assert_eq!(ask_for(&standin, &["green tea"]).await, Err(CallError::Accepted));
    let found = look_up(&standin, PATH).await;
    let Ok(Found::Answers { items, .. }) = found else { panic!("{found:?}") };
    assert_eq!(code_of(&items["green tea"]), Some(TEA));
}

#[tokio::test]
async fn an_item_that_is_still_worked_on_leaves_the_others_to_be_found() {
    let standin = standin(Control {
        rules: vec![Rule::accept(0)],
        answer_items: vec![ItemRule::new("mug", ItemAnswer::Pending)],
        ..Control::default()
    })
    .await;
    assert_eq!(ask(&standin).await, Err(CallError::Accepted));
    let found = look_up(&standin, PATH).await;
    let Ok(Found::Answers { items, .. }) = found else { panic!("{found:?}") };
    assert_eq!(items["ceramic mug"], Answer::Retryable { code: "pending".to_owned() });
    assert_eq!(code_of(&items["green tea"]), Some(TEA));
}

#[tokio::test]
async fn the_statuses_of_a_look_up_are_sorted_like_those_of_a_call() {
    // Finished batches are kept by the stand-in under rules of their own.
    let path = "/openapi/v1/tariff/batch/{request_id}";
    let rule = |status| Rule::status(StatusCode::from_u16(status).expect("a status"));
    for (rule, expected) in [
        (rule(202), Ok(Found::Working)),
        (rule(404), Ok(Found::Nothing)),
        (rule(410), Ok(Found::Nothing)),
        (rule(401), Err(CallError::Misconfigured(401))),
        (rule(400), Err(CallError::BadCall(400))),
        (rule(204), Err(CallError::Nonsense("status 204".to_owned()))),
    ] {
        assert_eq!(look_up(&with_rule(rule).await, path).await, expected);
    }
    let limited = with_rule(Rule::wait(StatusCode::SERVICE_UNAVAILABLE, "7")).await;
    let wait = Some(std::time::Duration::from_secs(7));
    let expected = Err(CallError::RateLimited { retry_after: wait });
    assert_eq!(look_up(&limited, path).await, expected);
    let standin = standin(Control::default()).await;
    standin.keep("/openapi/v1/tariff/batch/r-1", json!({"status": "Queued"}).to_string());
    assert_eq!(look_up(&standin, path).await, Ok(Found::Working));
}
