//! Each refusal of the door, through the deployed API.
#![allow(clippy::expect_used, reason = "a test may fail")]

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use stack::{Delivery, Reply, Stack, unique};

fn body() -> Value {
    json!({"type": "ping"})
}

fn good(stack: &Stack) -> Delivery {
    stack.delivery("catalog", &unique("msg"), &body())
}

/// Refused with this status, as a problem (RFC 9457) that names the request.
async fn refused(stack: &Stack, delivery: Delivery, status: u16) -> Reply {
    let reply = stack.post(delivery).await;
    assert_eq!(reply.status, status, "{reply:?}");
    let media_type = reply.headers.get("content-type").and_then(|value| value.to_str().ok());
    assert_eq!(media_type, Some("application/problem+json"));
    assert_eq!(reply.body.get("status").and_then(Value::as_u64), Some(status.into()));
    assert!(reply.body.get("request_id").is_some_and(Value::is_string), "{reply:?}");
    reply
}

#[tokio::test]
async fn an_unknown_source_or_path_is_404() {
    let stack = Stack::open().await;
    for path in ["/webhook/v1/nobody", "/webhook/v1/catalog/more", "/webhook/v2/catalog", "/"] {
        let url = format!("{}{path}", stack.file.api_url);
        refused(&stack, Delivery { url, ..good(&stack) }, 404).await;
    }
}

#[tokio::test]
async fn another_method_is_405_and_says_which_is_allowed() {
    let stack = Stack::open().await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let reply = refused(&stack, Delivery { method, ..good(&stack) }, 405).await;
        let allow = reply.headers.get("allow").and_then(|value| value.to_str().ok());
        assert_eq!(allow, Some("POST"));
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let stack = Stack::open().await;
    let body = vec![b' '; 300 * 1024];
    refused(&stack, Delivery { body, ..good(&stack) }, 413).await;
}

#[tokio::test]
async fn a_delivery_without_a_signature_is_401() {
    let stack = Stack::open().await;
    let mut delivery = good(&stack);
    delivery.headers.remove("webhook-signature");
    let reply = refused(&stack, delivery, 401).await;
    assert!(reply.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn a_wrong_signature_and_a_time_outside_the_window_are_the_same_403() {
    let stack = Stack::open().await;
    let mut forged = good(&stack);
    forged.body.push(b' ');
    let (now, hour) = (now(), SignedDuration::from_hours(1));
    let bytes = body().to_string();
    let signed_at = |at| stack.delivery_at("catalog", &unique("msg"), bytes.as_bytes(), at);
    for delivery in [forged, signed_at(now - hour), signed_at(now + hour)] {
        let reply = refused(&stack, delivery, 403).await;
        assert_eq!(reply.body.get("detail"), None, "nothing that helps an attack");
    }
}

#[tokio::test]
async fn what_is_signed_but_not_well_formed_is_400_and_says_where() {
    let stack = Stack::open().await;
    let delivery = stack.delivery_at("catalog", &unique("msg"), b"{\n oops", now());
    let reply = refused(&stack, delivery, 400).await;
    let detail = reply.body.get("detail").and_then(Value::as_str);
    let detail = detail.expect("a detail");
    assert!(detail.contains("not JSON") && detail.contains("line 2, column 2"), "{detail}");
    let no_tenant = stack.delivery("warehouse", "", &json!({"type": "ping", "id": "w1"}));
    refused(&stack, no_tenant, 400).await;
}

#[expect(clippy::disallowed_methods, reason = "a sender signs as of now")]
fn now() -> Timestamp {
    Timestamp::now()
}
