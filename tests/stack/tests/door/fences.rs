//! What a source does not take, whoever signed it.

use stack::{Stack, unique};

use crate::{done, ping};

#[tokio::test]
async fn an_address_that_is_not_allowed_is_403_and_learns_nothing() {
    let stack = Stack::open().await;
    let reply = stack.post(stack.delivery("far", "", &ping())).await;
    assert_eq!((reply.status, reply.body.get("detail")), (403, None));

    let forged = stack.delivery("far", "", &ping()).with("x-forwarded-for", "203.0.113.7");
    assert_eq!(stack.post(forged).await.status, 403, "only the connection's address counts");

    let reply = stack.accepted(stack.delivery("near", "", &ping())).await;
    done(&stack, "near", &reply).await;
}

#[tokio::test]
async fn a_source_takes_its_own_limit_and_no_byte_more() {
    let stack = Stack::open().await;
    for (bytes, status) in [(1024, 202), (1025, 413)] {
        let mut body = ping().to_string();
        body.push_str(&" ".repeat(bytes - body.len()));
        let delivery = stack.delivery_at("short", "", body.as_bytes(), stack::now());
        let reply = stack.post(delivery).await;
        assert_eq!(reply.status, status, "{reply:?}");
        if status == 413 {
            let detail = reply.body.get("detail").and_then(|detail| detail.as_str());
            assert_eq!(detail, Some("at most 1024 bytes are taken"));
        }
    }
}

#[tokio::test]
async fn one_senders_signature_opens_no_other_senders_door() {
    let stack = Stack::open().await;
    let mut delivery = stack.delivery("svix", &unique("msg"), &ping());
    delivery.url = stack.url("catalog");
    let names = ["id", "timestamp", "signature"].map(|name| (name, format!("svix-{name}")));
    for (name, svix) in names {
        let value = delivery.headers.remove(&svix).expect("a signed header");
        let name: http::HeaderName = format!("webhook-{name}").parse().expect("a header name");
        delivery.headers.insert(name, value);
    }
    assert_eq!(stack.post(delivery).await.status, 403);
}
