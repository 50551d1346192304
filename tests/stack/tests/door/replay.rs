//! Whoever holds one captured request can send it for ever, under any unsigned name.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};
use serde_json::json;
use stack::{Delivery, Stack, unique};

use crate::done;

const REPLAYS: usize = 1000;

/// The least a rude sender does.
const AT_ONCE: usize = 16;

/// The captured request, under names that nobody signed.
fn renamed(captured: &Delivery) -> Delivery {
    ["x-github-delivery", "x-request-id"]
        .into_iter()
        .fold(captured.clone(), |delivery, name| delivery.with(name, &unique("invented")))
}

#[tokio::test]
async fn a_thousand_invented_names_for_one_request_cost_one_call_and_one_row() {
    let stack = Stack::open().await;
    let sku = unique("sku");
    let body = json!({"type": "product.created", "data": {"items": [
        {"item_id": sku, "description": format!("Cotton T-shirt, {sku}"), "country_of_origin": "CN"}
    ]}});
    let captured = stack.delivery("github", "", &body);
    let first = stack.accepted(renamed(&captured)).await;
    done(&stack, "github", &first).await;

    let replays = (0..REPLAYS).map(|_| stack.accepted(renamed(&captured)));
    let replies = stream::iter(replays).buffer_unordered(AT_ONCE);
    let events: BTreeSet<_> =
        replies.map(|reply| reply.event_id().map(str::to_owned)).collect().await;
    assert_eq!(events, BTreeSet::from([first.event_id().map(str::to_owned)]));

    // Sent after all of them, and done after most: what one of them cost would show by now.
    let marker = json!({"type": "ping", "marker": unique("marker")});
    let marker = stack.accepted(stack.delivery("github", "", &marker)).await;
    done(&stack, "github", &marker).await;
    assert_eq!(stack.asked(&[&sku]).await.len(), 1);
    assert_eq!(stack.versions("acme", &sku).await.len(), 1);
}
