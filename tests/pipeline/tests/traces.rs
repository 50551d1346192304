//! A trace goes on from the sender's request to the API's call.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use http::HeaderValue;
use ingress::Request;
use pipeline::scene::{Scene, catalog, start};

type Item = (&'static str, &'static str);
type Header = (&'static str, &'static str);

const MUG: Item = ("SKU-2", "Ceramic mug");
const SHIRT: Item = ("SKU-1", "Cotton T-shirt");

const SENDER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const GATEWAY: &str = "Root=1-5759e988-bd862e3fe1be46a994272793";

/// A delivery of one item, with a header that its sender or the gateway added.
fn traced(scene: &Scene, id: &str, item: Item, header: Header) -> Request {
    let body = catalog(&[item], start()).to_string();
    let mut request = scene.request("catalog", id, body.as_bytes());
    request.headers.insert(header.0, HeaderValue::from_str(header.1).expect("a value"));
    request
}

async fn traceparents(requests: &[(Item, Header)]) -> Vec<String> {
    let scene = Scene::new().await;
    for (number, (item, header)) in requests.iter().enumerate() {
        let request = traced(&scene, &format!("msg_{number}"), *item, *header);
        assert_eq!(scene.door.answer(request).await.status(), 202);
    }
    assert!(scene.consume(scene.messages()).await.is_empty());
    let calls = scene.standin.calls().into_iter();
    calls.map(|call| call.traceparent.expect("a traceparent")).collect()
}

#[tokio::test]
async fn the_api_is_called_in_the_senders_trace_or_in_the_gateways() {
    let sent = traceparents(&[(SHIRT, ("traceparent", SENDER))]).await;
    assert!(sent[0].starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"), "{sent:?}");
    assert!(sent[0].ends_with("-01") && !sent[0].contains("00f067aa0ba902b7"), "{sent:?}");
    let gateways = traceparents(&[(SHIRT, ("x-amzn-trace-id", GATEWAY))]).await;
    assert!(gateways[0].starts_with("00-5759e988bd862e3fe1be46a994272793-"), "{gateways:?}");
}

#[tokio::test]
async fn a_call_for_events_of_several_traces_has_one_of_its_own() {
    let headers = [(SHIRT, ("traceparent", SENDER)), (MUG, ("x-amzn-trace-id", GATEWAY))];
    let calls = traceparents(&headers).await;
    assert_eq!(calls.len(), 1);
    assert!(!calls[0].contains("4bf92f35") && !calls[0].contains("5759e988"), "{calls:?}");
}

#[tokio::test]
async fn a_trace_header_that_is_none_costs_no_delivery() {
    let sent = traceparents(&[(SHIRT, ("traceparent", "none; of=yours"))]).await;
    assert_eq!(sent.len(), 1);
}
