//! Pings and bodies as particular senders send them, on the deployed system.

use stack::{Delivery, Stack, unique};

use crate::done;

/// A delivery of these bytes that nobody signed.
fn unsigned(stack: &Stack, source: &str, body: &[u8]) -> Delivery {
    let mut delivery = stack.delivery_at(source, "", body, stack::now());
    delivery.headers.clear();
    delivery.with("content-type", "application/x-www-form-urlencoded")
}

#[tokio::test]
async fn woocommerces_unsigned_ping_is_told_200_and_nothing_else_unsigned_is() {
    let stack = Stack::open().await;
    assert_eq!(stack.post(unsigned(&stack, "woocommerce", b"webhook_id=7")).await.status, 200);
    let other = stack.post(unsigned(&stack, "woocommerce", b"webhook_id=7&x=1")).await;
    assert_eq!(other.status, 401, "{other:?}");
    assert_eq!(stack.post(unsigned(&stack, "github", b"webhook_id=7")).await.status, 401);
}

#[tokio::test]
async fn xeros_intent_to_receive_is_told_200_with_nothing_and_401_if_wrongly_signed() {
    let stack = Stack::open().await;
    let body = br#"{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"x"}"#;
    let delivery = stack.delivery_at("xero", "", body, stack::now());
    let reply = stack.post(delivery.clone()).await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    let forged = Delivery { body: b"{}".to_vec(), ..delivery };
    assert_eq!(stack.post(forged).await.status, 401);
}

#[tokio::test]
async fn githubs_ping_is_accepted_and_an_event_in_a_form_is_done() {
    let stack = Stack::open().await;
    let ping = br#"{"zen":"Design for failure.","hook_id":1}"#;
    assert_eq!(
        stack.accepted(stack.delivery_at("github", "", ping, stack::now())).await.event_id(),
        None
    );

    let form =
        format!("payload=%7B%22type%22%3A%22ping%22%2C%22id%22%3A%22{}%22%7D", unique("evt"));
    let delivery = stack.delivery_at("form", "", form.as_bytes(), stack::now());
    let delivery = delivery.with("content-type", "application/x-www-form-urlencoded");
    let reply = stack.accepted(delivery).await;
    done(&stack, "form", &reply).await;
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_changes_nothing() {
    let stack = Stack::open().await;
    let mut delivery = stack.delivery("catalog", &unique("msg"), &crate::ping());
    delivery.url.push('/');
    let reply = stack.accepted(delivery).await;
    done(&stack, "catalog", &reply).await;
}
