//! A number that did not come is asked of the feed: a provider lists an event late, behind where its
//! feed was read to, and nobody posts it.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::time::Duration;

use ledger::{LedgerTable, Phase};
use serde_json::{Value, json};
use stack::{Service, Stack, unique};
use tokio::time::{Instant, sleep};

/// How late the first number is listed: long after passes have left its place behind, and before the
/// feed is searched for it.
const LATE: Duration = Duration::from_secs(200);

/// When its successor is posted. Its gap is a minute old before anybody asks.
const POSTED: Duration = Duration::from_secs(170);

fn revision(sku: &str, number: u64) -> Value {
    json!({
        "event_id": format!("{sku}-{number}"), "type": "product.created", "revision": number,
        "data": {"items": [{"item_id": sku, "description": format!("Valve {sku}"), "revision": number}]},
    })
}

async fn list(stack: &Stack, event: &Value, late: Duration) {
    let url = format!("{}/feeds/gappy", stack.file.classifier_url);
    let listed =
        json!({"event": event, "late_ms": u64::try_from(late.as_millis()).expect("short")});
    let answer = stack.http.post(url).json(&listed).send().await.expect("the stand-in");
    assert_eq!(answer.status().as_u16(), 201);
}

/// Behind which number passes begin.
async fn passes_begin(stack: &Stack) -> Option<String> {
    let ask =
        json!({"TableName": stack.file.ledger_table, "Key": {"event": {"S": "cursor:gappy"}}});
    let row = stack.call(Service::Tables, "GetItem", ask).await;
    let first = &row["Item"]["marks"]["M"]["first"]["M"]["position"]["M"]["after"]["S"];
    first.as_str().map(str::to_owned)
}

#[tokio::test]
async fn a_number_that_is_listed_behind_the_cursor_is_found_by_its_gap() {
    let (stack, begun) = (Stack::open().await, Instant::now());
    let sku = unique("gap");
    list(&stack, &revision(&sku, 1), LATE).await;
    let other = unique("gap");
    list(&stack, &revision(&other, 1), Duration::ZERO).await;
    sleep(POSTED.saturating_sub(begun.elapsed())).await;
    assert_eq!(
        passes_begin(&stack).await.as_deref(),
        Some("2"),
        "no pass reads the first entry again"
    );
    stack.accepted(stack.delivery("gappy", "", &revision(&sku, 2))).await;
    let second = format!("gappy#acme#{sku}-2");
    stack.ledger_row(&second, |row| row.phase == Phase::Waiting).await;
    sleep(LATE.saturating_sub(begun.elapsed())).await;
    let first = format!("gappy#acme#{sku}-1");
    assert_eq!(stack.ledger.look(&first).await, Ok(None), "nobody has told of it");
    until_done(&stack, &second).await;
    let mut rows = stack.versions("acme", &sku).await;
    rows.sort_by_key(|row| row.recorded_at);
    let numbers: Vec<&str> = rows.iter().map(|row| row.version.as_str()).collect();
    assert_eq!(numbers, ["1", "2"]);
    assert_eq!(passes_begin(&stack).await.as_deref(), Some("2"), "the cursor stays where it was");
}

/// A minute until the gap is old enough, one each until it is counted and until it is asked for.
async fn until_done(stack: &Stack, event: &str) {
    const LOOKS: usize = 150;
    for _ in 0..LOOKS {
        let row = stack.ledger.look(event).await.expect("the table answers");
        if row.is_some_and(|row| row.phase == Phase::Done) {
            return;
        }
        sleep(Duration::from_secs(2)).await;
    }
    panic!("{event} was not recorded in five minutes");
}
