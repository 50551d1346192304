//! Strict order on the deployed system: numbers that come shuffled are recorded one after the other.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::time::Duration;

use futures::StreamExt;
use ledger::{LedgerTable, Phase};
use sequences::Step;
use serde_json::{Value, json};
use stack::{Stack, unique};

/// How many items, and how many numbers each: a thousand events.
const ITEMS: usize = 20;
const NUMBERS: usize = 50;

fn released(sku: &str, number: usize) -> Value {
    json!({"type": "article.released", "event_id": format!("{sku}-{number}"), "articles": [
        {"sku": sku, "name": format!("Bolt {sku}, revision {number}"), "revision": number}
    ]})
}

/// Any order, the same one each time: the numbers are multiplied in a finite field.
fn shuffled<T: Clone>(all: &[T]) -> Vec<T> {
    let prime = 1_000_003;
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|place| (place + 1) * 7_919 * (place + 1) % prime);
    places.into_iter().map(|place| all[place].clone()).collect()
}

/// Sends an event as senders do: again, where the door says 503, as it may while the queue is slow.
async fn until_accepted(stack: &Stack, event: &Value) {
    for _ in 0..10 {
        let reply = stack.post(stack.delivery("erp-in-order", "", event)).await;
        match reply.status {
            202 => return,
            503 => tokio::time::sleep(Duration::from_secs(2)).await,
            _ => panic!("{reply:?}"),
        }
    }
    panic!("503 ten times");
}

#[tokio::test]
async fn a_thousand_shuffled_and_tripled_numbers_are_applied_in_order_each_once() {
    let stack = Stack::open().await;
    let skus: Vec<String> = (0..ITEMS).map(|_| unique("seq")).collect();
    let events: Vec<Value> =
        skus.iter().flat_map(|sku| (1..=NUMBERS).map(|number| released(sku, number))).collect();
    let copies: Vec<Value> = shuffled(&[shuffled(&events), events.clone(), events].concat());
    let posts = copies.iter().map(|event| until_accepted(&stack, event));
    let accepted = futures::stream::iter(posts).buffer_unordered(16).count().await;
    assert_eq!(accepted, 3 * ITEMS * NUMBERS);
    all_done(&stack, &skus).await;
    for sku in &skus {
        let mut rows = stack.versions("acme", sku).await;
        rows.sort_by_key(|row| row.recorded_at);
        let numbers: Vec<String> = rows.into_iter().map(|row| row.version).collect();
        let expected: Vec<String> = (1..=NUMBERS).map(|number| number.to_string()).collect();
        assert_eq!(numbers, expected, "{sku}");
    }
}

/// Waits until the last number of each item is done: fifty numbers follow each other, and each that
/// came early is woken once.
async fn all_done(stack: &Stack, skus: &[String]) {
    const LOOKS: usize = 300;
    for _ in 0..LOOKS {
        let mut done = 0;
        for sku in skus {
            let last = format!("erp-in-order#acme#{sku}-{NUMBERS}");
            let row = stack.ledger.look(&last).await.expect("the table answers");
            done += usize::from(row.is_some_and(|row| row.phase == Phase::Done));
        }
        if done == skus.len() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    panic!("not every number was recorded in ten minutes");
}

#[tokio::test]
async fn an_operator_skips_a_number_that_never_comes() {
    let stack = Stack::open().await;
    let sku = unique("skip");
    stack.accepted(stack.delivery("erp-in-order", "", &released(&sku, 2))).await;
    let event = format!("erp-in-order#acme#{sku}-2");
    stack.ledger_row(&event, |row| row.phase == Phase::Waiting).await;
    let line = sequences::Line::new("acme", "erp-in-order", &sku);
    let skip = sequences::Skip {
        by: "a test".into(),
        reason: "it was never assigned".into(),
        at: jiff::Timestamp::UNIX_EPOCH,
    };
    let skipped = stack.orders.skip(&Step::new(line, 1, 1), &skip).await;
    assert_eq!(skipped, Ok(sequences::Skipped::Now));
    stack.ledger_row(&event, |row| row.phase == Phase::Done).await;
    assert_eq!(stack.recorded("acme", &sku).await.version, "2");
}
