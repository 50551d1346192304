//! Every kind of answer to a GET, and what it means for who asked.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::time::Duration;

use objects::{Get, GetError, HttpObjects, Key, MAX_OBJECT_BYTES, Objects, Outage};
use standin::{Behaviour, Control, Nonsense, Rule, Standin, StatusCode};

async fn get(standin: &Standin, path: &[&str]) -> Result<Vec<u8>, GetError> {
    let get = Get {
        base_url: &format!("{}/objects", standin.url()),
        path,
        key_header: "Authorization",
        key: Key("Bearer k-1"),
        request_id: "r-1",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        timeout: Duration::from_millis(500),
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
    assert!(call.traceparent.is_some_and(|trace| trace.starts_with("00-0af7")));
    let missing = get(&standin, &["products", "b"]).await;
    assert_eq!(missing, Err(GetError::NotThere(404)));
}

#[tokio::test]
async fn every_status_is_sorted_by_what_can_be_done() {
    let unavailable = |status| GetError::Unavailable(Outage::Status(status));
    let expected = [
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
    let standin = standin(vec![Rule::too_many("7")]).await;
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(get(&standin, &["products", "a"]).await, Err(GetError::RateLimited { retry_after }));
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
        let got = get(&standin, &["products", "a"]).await;
        assert_eq!(got, Err(expected), "{rule:?}");
    }
}
