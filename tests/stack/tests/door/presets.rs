//! Every preset, and schemes that are spelled out, from the signature to the ledger.

use serde_json::{Value, json};
use settings::{AnswerBody, PRESETS};
use stack::{Stack, unique};

use crate::{done, done_for, ping};

/// The source that is there for a preset.
fn source_of<'p>(stack: &Stack, preset: &'p str) -> &'p str {
    let name = match preset {
        "standard-webhooks" => "catalog",
        "shopify" => "storefront",
        own => own,
    };
    assert_eq!(stack.sources.get(name).expect("a source").scheme_name, preset);
    name
}

/// A test delivery; a product for Shopify, whose bodies name no type.
fn body_for(scheme: &str) -> Value {
    match scheme {
        "shopify" => {
            json!({"id": unique("9"), "title": "Mug", "updated_at": "2026-03-01T12:00:00Z"})
        }
        "woocommerce" => {
            json!({"id": unique("9"), "name": "Mug", "date_modified_gmt": "2026-03-01T12:00:00"})
        }
        "linear" => json!({"type": "ping", "webhookTimestamp": stack::now().as_millisecond()}),
        "paddle" => json!({"event_type": "ping", "event_id": unique("evt")}),
        "xero" => json!({"events": [{"resourceId": unique("r")}]}),
        _ => ping(),
    }
}

#[tokio::test]
async fn every_preset_is_answered_as_its_sender_wants_and_done() {
    let stack = Stack::open().await;
    for scheme in PRESETS {
        let source = source_of(&stack, scheme);
        let profile = stack.sources.get(source).expect("a source").answer.clone();
        let delivery = stack.delivery(source, &unique("msg"), &body_for(scheme));
        let reply = stack.post(delivery.clone()).await;
        assert_eq!(reply.status, profile.accepted, "{scheme}: {reply:?}");
        match &profile.body {
            AnswerBody::Json => done(&stack, source, &reply).await,
            AnswerBody::Empty => assert_eq!(reply.text, "", "{scheme}"),
            AnswerBody::Text(text) => assert_eq!(&reply.text, text, "{scheme}"),
        }

        let mut forged = delivery;
        forged.body.push(b' ');
        assert_eq!(stack.post(forged).await.status, profile.mismatch, "{scheme}");
    }
}

#[tokio::test]
async fn schemes_that_are_spelled_out_are_accepted_and_done() {
    let stack = Stack::open().await;
    for source in ["erp", "warehouse", "sha512", "jws-header", "jws-body", "messages"] {
        let mut body = ping();
        // The warehouse alone says whom it speaks for.
        let tenant = if source == "warehouse" { "globex" } else { "acme" };
        body["account"] = tenant.into();
        let reply = stack.accepted(stack.delivery(source, "", &body)).await;
        done_for(&stack, source, tenant, &reply).await;
    }
}

#[tokio::test]
async fn one_good_signature_of_a_list_is_enough() {
    let stack = Stack::open().await;
    let event = unique("msg");
    let delivery = stack.delivery("listed", &event, &ping());
    let good = delivery.headers.get("x-signatures").expect("a signature");
    let list = format!("v=2;s=AAAA;{};s=not base64", good.to_str().expect("text"));
    let reply = stack.accepted(delivery.with("x-signatures", &list)).await;
    assert_eq!(reply.event_id(), Some(event.as_str()), "the signed header is the id");
    done(&stack, "listed", &reply).await;
}

#[tokio::test]
async fn the_id_comes_from_what_is_signed() {
    let stack = Stack::open().await;
    let (event, message) = (unique("evt"), unique("msg"));
    let body = json!({"type": "ping", "id": event, "event_id": event});
    for (source, expected) in [("stripe", &event), ("slack", &event), ("svix", &message)] {
        let reply = stack.accepted(stack.delivery(source, &message, &body)).await;
        assert_eq!(reply.event_id(), Some(expected.as_str()), "{source}");
    }
    let reply = stack.accepted(stack.delivery("aftership", &message, &body)).await;
    let digest = mapping::sha256_hex(body.to_string().as_bytes());
    assert_eq!(reply.event_id(), Some(digest.as_str()));
}
