//! How a body may come, and what a request says of itself.

use classifier::{Answer, CallError};
use serde_json::json;
use standin::{Control, ItemAnswer, ItemRule, Nonsense, Rule};

use crate::client::{MUG, TEA, ask, ask_for, codes, standin, with_rule};

#[tokio::test]
async fn an_answer_may_be_compressed_though_nobody_asked_and_begin_with_a_byte_order_mark() {
    for (gzip, byte_order_mark) in [(true, false), (false, true), (true, true)] {
        let standin = standin(Control { gzip, byte_order_mark, ..Control::default() }).await;
        let answers = ask(&standin).await.expect("an answer");
        assert_eq!(codes(&answers), [Some(MUG), Some(TEA)], "{gzip} {byte_order_mark}");
        let one = ask_for(&standin, &["green tea"]).await.expect("an answer");
        assert_eq!(codes(&one), [Some(TEA)], "{gzip} {byte_order_mark}");
    }
}

#[tokio::test]
async fn a_request_says_who_asks() {
    let standin = standin(Control::default()).await;
    ask(&standin).await.expect("an answer");
    let expected = format!("tidewaiter/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(standin.calls()[0].user_agent, Some(expected));
}

#[tokio::test]
async fn an_answer_longer_than_anybody_reads_is_nonsense_also_where_it_is_compressed() {
    let nonsense = CallError::Nonsense("more than 8388608 bytes".to_owned());
    let plain = with_rule(Rule::nonsense(Nonsense::Huge)).await;
    assert_eq!(ask(&plain).await, Err(nonsense.clone()));
    let note = json!({"hts_code": MUG, "note": "x".repeat(9_000_000)});
    let answer_items = vec![ItemRule::new("mug", ItemAnswer::Raw(note))];
    let packed = standin(Control { gzip: true, answer_items, ..Control::default() }).await;
    assert_eq!(ask(&packed).await, Err(nonsense));
}

#[tokio::test]
async fn a_page_is_no_answer() {
    let standin = with_rule(Rule::nonsense(Nonsense::NotJson)).await;
    let expected = "not the JSON of an answer, line 1, column 1".to_owned();
    assert_eq!(ask(&standin).await, Err(CallError::Nonsense(expected)));
}

#[tokio::test]
async fn one_odd_item_leaves_its_neighbour_be() {
    let again = |code: &str| Answer::Retryable { code: code.to_owned() };
    for (told, expected) in [
        (ItemAnswer::Pending, again("pending")),
        (ItemAnswer::Missing, again("missing")),
        (ItemAnswer::Failed("Service Unavailable".to_owned()), again("service_unavailable")),
        (ItemAnswer::Raw(json!({"hts_code": {}})), again("unreadable")),
        (ItemAnswer::Raw(json!("{item_id}")), again("missing")),
    ] {
        let answer_items = vec![ItemRule::new("mug", told.clone())];
        let standin = standin(Control { answer_items, ..Control::default() }).await;
        let answers = ask(&standin).await.expect("an answer");
        assert_eq!(answers.items[0], expected, "{told:?}");
        assert_eq!(codes(&answers)[1], Some(TEA), "{told:?}");
    }
}

#[tokio::test]
async fn a_failure_that_lasts_and_a_code_that_is_none_are_answers() {
    for (told, expected) in [
        (ItemAnswer::ShoutedFailed("too_vague".to_owned()), "too_vague"),
        (ItemAnswer::NoCode, "no_code"),
        (ItemAnswer::Raw(json!({"status": "completed", "hts_code": 101_210_000})), "no_code"),
    ] {
        let answer_items = vec![ItemRule::new("mug", told.clone())];
        let standin = standin(Control { answer_items, ..Control::default() }).await;
        let answers = ask(&standin).await.expect("an answer");
        let Answer::Failed { code, .. } = &answers.items[0] else { panic!("{answers:?}") };
        assert_eq!(code, expected);
        assert_eq!(codes(&answers)[1], Some(TEA), "{told:?}");
    }
}

#[tokio::test]
async fn a_schedule_that_is_a_number_is_kept_as_its_text() {
    let standin = standin(Control { schedule: Some(json!(2026)), ..Control::default() }).await;
    let answers = ask(&standin).await.expect("an answer");
    assert_eq!(answers.about.schedule.as_deref(), Some("2026"));
    assert_eq!(codes(&answers), [Some(MUG), Some(TEA)]);
}
