//! Bodies that API Gateway wraps, that are long, that are XML, that are no text.

use serde_json::{Value, json};
use stack::{Delivery, Stack, now, unique};

use crate::{done, ping};

const MIB: usize = 1024 * 1024;

/// A product among so much else that the queue cannot carry it.
fn long_body(event: &str, sku: &str, bytes: usize) -> Value {
    json!({
        "type": "product.created",
        "id": event,
        "padding": "x".repeat(bytes),
        "data": {"items": [{"item_id": sku, "description": "Cotton T-shirt"}]},
    })
}

/// The stored body of a source whose content this is.
async fn stored(stack: &Stack, source: &str, body: &[u8]) -> Vec<u8> {
    let (bucket, digest) = (&stack.file.bodies_bucket, mapping::sha256_hex(body));
    let list = stack.s3.list_objects_v2().bucket(bucket).prefix(format!("{source}/"));
    let listed = list.send().await.expect("the bucket answers").contents.unwrap_or_default();
    let mut keys = listed.into_iter().filter_map(|object| object.key);
    let key = keys.find(|key| key.ends_with(&digest)).expect("a stored body");
    let object = stack.s3.get_object().bucket(bucket).key(key).send().await.expect("the object");
    object.body.collect().await.expect("its content").to_vec()
}

#[tokio::test]
async fn a_body_too_long_for_the_queue_goes_by_the_bucket_and_is_recorded() {
    let stack = Stack::open().await;
    for bytes in [2 * MIB, 4 * MIB] {
        let (event, sku) = (unique("evt"), unique("sku"));
        let body = long_body(&event, &sku, bytes);
        let delivery = stack.delivery("long", "", &body);
        let reply = stack.accepted(delivery.clone()).await;
        assert_eq!(reply.event_id(), Some(event.as_str()));
        assert_eq!(stored(&stack, "long", &delivery.body).await, delivery.body);
        let row = stack.recorded("acme", &sku).await;
        assert_eq!(row.event_id, event);
        done(&stack, "long", &reply).await;
    }
}

#[tokio::test]
async fn even_the_longest_body_is_refused_by_the_door_itself() {
    let stack = Stack::open().await;
    let delivery =
        Delivery { body: vec![b' '; 6 * MIB + 1], ..stack.delivery("long", "", &ping()) };
    assert_eq!(stack.post(delivery).await.status, 413);
}

/// API Gateway hands over as text what it takes for text, and anything else in base64.
#[tokio::test]
async fn a_body_that_is_wrapped_on_its_way_verifies_by_its_own_bytes() {
    let stack = Stack::open().await;
    let kinds = ["application/x-www-form-urlencoded", "application/octet-stream", "text/plain", ""];
    for kind in kinds {
        for source in ["aftership", "catalog"] {
            let mut body = ping();
            body["name"] = "Käse, \u{1f9c0}, \u{0}".into();
            let delivery = stack.delivery(source, &unique("msg"), &body);
            let reply = stack.accepted(delivery.with("content-type", kind)).await;
            done(&stack, source, &reply).await;
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_verify_and_are_then_not_well_formed() {
    let stack = Stack::open().await;
    let body = b"\xff\xfe\x00{\x00}\x00";
    let delivery = stack.delivery_at("aftership", "", body, now());
    let wrapped = delivery.with("content-type", "application/octet-stream");
    let reply = stack.post(wrapped.clone()).await;
    assert_eq!(reply.status, 400, "{reply:?}");
    let forged = Delivery { body: b"\xff\xfe\x00{\x00}\x01".to_vec(), ..wrapped };
    assert_eq!(stack.post(forged).await.status, 403);
}

#[tokio::test]
async fn an_xml_sender_is_recorded_line_by_line() {
    let stack = Stack::open().await;
    let (event, skus) = (unique("order"), [unique("sku"), unique("sku")]);
    let [shirt, mug] = &skus;
    let body = format!(
        r#"<?xml version="1.0"?><order id="{event}"><account>globex</account>
        <status>released</status>
        <line><sku>{shirt}</sku><text>Cotton &amp; linen T-shirt</text></line>
        <line><sku>{mug}</sku><text><![CDATA[Ceramic mug]]></text></line></order>"#
    );
    let delivery = stack.delivery_at("xml", "", body.as_bytes(), now());
    let reply = stack.accepted(delivery.with("content-type", "application/xml")).await;
    assert_eq!(reply.event_id(), Some(event.as_str()));
    for sku in &skus {
        assert_eq!(stack.recorded("globex", sku).await.event_id, event);
    }
}
