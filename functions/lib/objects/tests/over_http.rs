//! Every kind of answer to a GET, and what it means for who asked.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::time::Duration;

use objects::{Get, GetError, HttpObjects, Key, MAX_OBJECT_BYTES, Objects, Outage};
use standin::{Behaviour, Control, Nonsense, Rule, Standin, StatusCode};

/// Long enough for any answer.
async fn get(standin: &Standin, path: &[&str]) -> Result<Vec<u8>, GetError> {
    get_within(Duration::from_secs(20), standin, path).await
}

async fn get_within(
    timeout: Duration,
    standin: &Standin,
    path: &[&str],
) -> Result<Vec<u8>, GetError> {
    let get = Get {
        base_url: &format!("{}/objects", standin.url()),
        path,
        key_header: "Authorization",
        key: Key("Bearer k-1"),
        request_id: "r-1",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        timeout,
        now: "2026-03-01T12:00:00Z".parse().expect("a time"),
    };
    HttpObjects::new().expect("a client").get(get).await
}

async fn standin(rules: Vec<Rule>) -> Standin {
    let standin = Standin::start("127.0.0.1:0").await.expect("a free port");
    standin.set(Control { rules, api_keys: Some(vec!["k-1".into()]), ..Control::default() });
    standin
}

#[tokio::test]
async fn an_object_is_fetched_byte_for_byte_by_its_encoded_name() {
    let standin = standin(Vec::new()).await;
    standin.keep("/objects/products/a%2Fb%20%C3%A9", r#"{"a":  1}"#);
    let object = get(&standin, &["products", "a/b é"]).await.expect("an object");
    assert_eq!(object, br#"{"a":  1}"#);
    let call = standin.calls().pop().expect("a call");
    assert_eq!((call.request_id.as_str(), call.paid), ("r-1", false));
    assert_eq!(call.user_agent, Some(format!("tidewaiter/{}", env!("CARGO_PKG_VERSION"))));
    assert!(call.traceparent.is_some_and(|trace| trace.starts_with("00-0af7")));
    let missing = get(&standin, &["products", "b"]).await;
    assert_eq!(missing, Err(GetError::NotThere(404)));
}

#[tokio::test]
async fn every_status_is_sorted_by_what_can_be_done() {
    let unavailable = |status| GetError::Unavailable(Outage::Status(status));
    let expected = [
        (202, GetError::NotThere(202)),
        (204, GetError::Nonsense("status 204".into())),
        (301, GetError::Misconfigured(301)),
        (400, GetError::NotThere(400)),
        (401, GetError::Misconfigured(401)),
        (403, GetError::Misconfigured(403)),
        (405, GetError::Misconfigured(405)),
        (410, GetError::NotThere(410)),
        (422, GetError::NotThere(422)),
        (500, unavailable(500)),
        (503, unavailable(503)),
    ];
    for (status, expected) in expected {
        let code = StatusCode::from_u16(status).expect("a status");
        let standin = standin(vec![Rule::status(code)]).await;
        assert_eq!(get(&standin, &["products", "a"]).await, Err(expected), "{status}");
    }
}

#[tokio::test]
async fn a_store_that_says_when_to_return_is_left_alone_until_then() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    for (rule, retry_after) in [
        (Rule::too_many("7"), seconds(7)),
        (Rule::too_many("5s"), None),
        (Rule::wait(unavailable, "600"), seconds(600)),
        (Rule::too_many("Sun, 01 Mar 2026 11:00:00 GMT").without_date(), seconds(0)),
    ] {
        let standin = standin(vec![rule.clone()]).await;
        let limited = Err(GetError::RateLimited { retry_after });
        assert_eq!(get(&standin, &["products", "a"]).await, limited, "{rule:?}");
    }
    let at_once = standin(vec![Rule::wait(unavailable, "0")]).await;
    let outage = Err(GetError::Unavailable(Outage::Status(503)));
    assert_eq!(get(&at_once, &["products", "a"]).await, outage);
}

#[tokio::test]
async fn an_object_may_be_compressed_and_is_bounded_by_what_it_unpacks_to() {
    let standin = standin(Vec::new()).await;
    standin.set(Control { gzip: true, byte_order_mark: true, ..Control::default() });
    standin.keep("/objects/products/a", r#"{"a":  1}"#);
    let object = get(&standin, &["products", "a"]).await.expect("an object");
    assert_eq!(object, b"\xef\xbb\xbf{\"a\":  1}", "the mark is left to whoever reads it");
    standin.keep("/objects/products/a", "x".repeat(MAX_OBJECT_BYTES));
    let too_long = GetError::Nonsense(format!("more than {MAX_OBJECT_BYTES} bytes"));
    assert_eq!(get(&standin, &["products", "a"]).await, Err(too_long));
}

#[tokio::test]
async fn what_does_not_end_is_ended_here_and_a_page_is_no_object() {
    let timeout = GetError::Unavailable(Outage::Timeout);
    let broken = GetError::Unavailable(Outage::Broken);
    let page = GetError::Nonsense("a page of HTML".into());
    let too_long = GetError::Nonsense(format!("more than {MAX_OBJECT_BYTES} bytes"));
    let rules = [
        (Rule::new(Behaviour::Hang), timeout.clone()),
        (Rule::new(Behaviour::Trickle(5_000)), timeout),
        (Rule::new(Behaviour::Close), broken),
        (Rule::nonsense(Nonsense::Huge), too_long),
        (Rule::nonsense(Nonsense::NotJson), page),
    ];
    for (rule, expected) in rules {
        let standin = standin(vec![rule.clone()]).await;
        standin.keep("/objects/products/a", "x".repeat(200));
        let patience = Duration::from_millis(500);
        let got = get_within(patience, &standin, &["products", "a"]).await;
        assert_eq!(got, Err(expected), "{rule:?}");
    }
}
