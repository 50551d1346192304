//! What senders ask before they trust an address.

use http::Method;
use serde_json::json;
use stack::{Delivery, Stack};

use crate::ping;

/// A GET of a source's address, unsigned.
fn get(stack: &Stack, source: &str, query: &str) -> Delivery {
    let url = format!("{}{query}", stack.url(source));
    let headers = http::HeaderMap::new();
    Delivery { method: Method::GET, url, headers, body: Vec::new() }
}

#[tokio::test]
async fn a_challenge_in_the_query_comes_back_as_plain_text() {
    let stack = Stack::open().await;
    let asked = get(&stack, "greeting", "?hub.mode=subscribe&hub.challenge=c0ffee-42");
    let reply = stack.post(asked).await;
    assert_eq!((reply.status, reply.text.as_str()), (200, "c0ffee-42"));
    assert_eq!(reply.header("content-type"), Some("text/plain"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a_get_without_a_challenge_is_405_and_says_both_methods() {
    let stack = Stack::open().await;
    let script = "?hub.challenge=%3Cscript%3E";
    for query in ["", "?challenge=abc", "?hub.challenge=", script] {
        let reply = stack.post(get(&stack, "greeting", query)).await;
        assert_eq!(reply.status, 405, "{query}: {reply:?}");
        assert_eq!(reply.header("allow"), Some("GET, POST"));
    }
    let reply = stack.post(get(&stack, "catalog", "?hub.challenge=abc")).await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn a_greeting_is_no_way_around_the_signature() {
    let stack = Stack::open().await;
    let mut delivery = stack.delivery("greeting", "", &ping());
    delivery.url.push_str("?hub.challenge=abc");
    stack.accepted(delivery.clone()).await;
    delivery.headers.remove("x-hub-signature-256");
    assert_eq!(stack.post(delivery).await.status, 401);
}

#[tokio::test]
async fn slacks_challenge_comes_back_once_it_is_signed() {
    let stack = Stack::open().await;
    let body = json!({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2r"});
    let delivery = stack.delivery("slack", "", &body);
    let reply = stack.post(delivery.clone()).await;
    assert_eq!((reply.status, reply.text.as_str()), (200, "3eZbrw1aBm2r"));

    let mut unsigned = delivery.clone();
    unsigned.headers.remove("x-slack-signature");
    assert_eq!(stack.post(unsigned).await.status, 401);

    let forged = delivery.with("x-slack-signature", &format!("v0={}", "0".repeat(64)));
    assert_eq!(stack.post(forged).await.status, 403);
}
