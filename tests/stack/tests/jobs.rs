//! A large event on the deployed system: submitted as a job, completed by callbacks of which a tenth
//! never comes.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::time::Duration;

use ledger::{LedgerTable, Phase, Row, WaitCause};
use serde_json::{Value, json};
use settings::{Env, ProcessEnv};
use stack::{Stack, unique};

/// `JOB_ITEMS` plays it with more.
fn items() -> usize {
    ProcessEnv.get("JOB_ITEMS").and_then(|items| items.parse().ok()).unwrap_or(1_500)
}

fn event(id: &str, sku: &str, items: usize) -> Value {
    let articles: Vec<Value> = (0..items)
        .map(|n| json!({"sku": format!("{sku}-{n}"), "name": format!("Bolt {sku} no. {n}"), "revision": 1}))
        .collect();
    json!({"type": "article.released", "event_id": id, "articles": articles})
}

fn callback(id: &str, job: &str, skus: &[String]) -> Value {
    let results: Vec<Value> = skus
        .iter()
        .map(|sku| {
            json!({"item_id": sku, "version": 1, "status": "completed", "hts_code": "7318.15.20.10"})
        })
        .collect();
    json!({"type": "batch.completed", "event_id": id, "request_id": job, "results": results})
}

#[tokio::test]
async fn a_job_completes_through_callbacks_of_which_a_tenth_never_comes() {
    let stack = Stack::open().await;
    let (id, sku, items) = (unique("job"), unique("bolt"), items());
    stack.accepted(stack.delivery("erp-jobs", "", &event(&id, &sku, items))).await;
    let key = format!("erp-jobs#acme#{id}");
    let waiting = waiting(&stack, &key).await;
    let job = waiting.unconfirmed.first().expect("the job's id").clone();
    let skus: Vec<String> = (0..items).map(|n| format!("{sku}-{n}")).collect();
    for (place, chunk) in skus.chunks(items.div_ceil(10)).enumerate().skip(1) {
        let body = callback(&format!("{id}-{place}"), &job, chunk);
        stack.accepted(stack.delivery("job-callbacks", "", &body)).await;
    }
    done(&stack, &key).await;
    for sku in [skus.first(), skus.get(items / 2), skus.last()].into_iter().flatten() {
        assert!(stack.recorded("acme", sku).await.hts_code.is_some(), "{sku}");
    }
}

/// The event's row, once it is as it should be: many items take minutes.
async fn patiently(stack: &Stack, event: &str, is: impl Fn(&Row) -> bool) -> Row {
    const LOOKS: usize = 450;
    for _ in 0..LOOKS {
        let row = stack.ledger.look(event).await.expect("the table answers");
        if let Some(row) = row.filter(|row| is(row)) {
            return row;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    panic!("in vain for a quarter of an hour: {event}");
}

async fn waiting(stack: &Stack, event: &str) -> Row {
    let is_job = |row: &Row| row.wait.as_ref().is_some_and(|it| it.cause == WaitCause::Job);
    patiently(stack, event, is_job).await
}

async fn done(stack: &Stack, event: &str) -> Row {
    patiently(stack, event, |row| row.phase == Phase::Done).await
}
