//! What each status means for whoever asked.

use classifier::{CallError, Outage};
use standin::{Behaviour, Control, Rule, StatusCode};

use crate::client::{MUG, TEA, ask, codes, standin, with_rule};

#[tokio::test]
async fn answers_come_with_any_status_for_success_that_has_a_body() {
    for status in [200, 201, 203, 207] {
        let control = Control { answer_status: Some(status), ..Control::default() };
        let answers = ask(&standin(control).await).await.expect("an answer");
        assert_eq!(codes(&answers), [Some(MUG), Some(TEA)], "{status}");
    }
}

#[tokio::test]
async fn every_other_status_is_sorted_by_what_can_be_done() {
    let mut expected = vec![
        (202, CallError::Accepted),
        (204, CallError::Nonsense("status 204".to_owned())),
        (206, CallError::Nonsense("status 206".to_owned())),
        (429, CallError::RateLimited { retry_after: None }),
    ];
    expected.extend([400, 413, 422].map(|status| (status, CallError::BadCall(status))));
    let operators = [301, 307, 401, 402, 403, 404, 405, 406, 410, 414, 415, 431, 451];
    expected.extend(operators.map(|status| (status, CallError::Misconfigured(status))));
    let outages = [408, 409, 423, 425, 500, 501, 502, 503, 504, 529];
    let outage = |status| CallError::Unavailable(Outage::Status(status));
    expected.extend(outages.map(|status| (status, outage(status))));
    for (status, expected) in expected {
        let code = StatusCode::from_u16(status).expect("a status");
        let standin = with_rule(Rule::status(code)).await;
        assert_eq!(ask(&standin).await, Err(expected), "{status}");
    }
}

#[tokio::test]
async fn what_breaks_off_is_told_apart_from_what_was_never_reached() {
    let closing = with_rule(Rule::new(Behaviour::Close)).await;
    assert_eq!(ask(&closing).await, Err(CallError::Unavailable(Outage::Broken)));
}
