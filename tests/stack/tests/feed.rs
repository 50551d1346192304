//! A provider that loses one webhook in twenty, and lists one event in fifty late: every event is
//! recorded once, and those that no webhook brought are counted.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use jiff::Timestamp;
use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, eventually, now, unique};

const EVENTS: usize = 200;

/// How late an event is listed that is late: within the lag of its source.
const LATE_MS: u64 = 40_000;

struct Sent {
    event: String,
    sku: String,
    is_lost: bool,
    late_ms: u64,
}

/// Every twentieth is lost, every fiftieth late; two of them are both.
fn sent(number: usize) -> Sent {
    Sent {
        event: unique("evt"),
        sku: unique("sku"),
        is_lost: number % 20 == 7,
        late_ms: if number % 50 == 47 { LATE_MS } else { 0 },
    }
}

impl Sent {
    fn body(&self, description: &str) -> Value {
        json!({
            "event_id": self.event, "type": "product.created", "at": "2026-03-01T12:00:00Z",
            "data": {"items": [{"item_id": self.sku, "description": description}]},
        })
    }
}

#[tokio::test]
async fn a_provider_that_loses_webhooks_loses_no_event() {
    let (stack, since) = (Stack::open().await, now());
    let all: Vec<Sent> = (0..EVENTS).map(sent).collect();
    for sent in all.iter().filter(|sent| !sent.is_lost) {
        let body = sent.body(&format!("Ceramic mug, {}", sent.sku));
        stack.accepted(stack.delivery("lossy", &sent.event, &body)).await;
    }
    for sent in &all {
        // The feed tells the same event in other words, as feeds do.
        let event = sent.body(&format!("Ceramic mug (listed), {}", sent.sku));
        list(&stack, &json!({"event": event, "late_ms": sent.late_ms})).await;
    }
    for sent in &all {
        let key = format!("lossy#acme#{}", sent.event);
        stack.ledger_row(&key, |row| row.phase == Phase::Done).await;
        assert_eq!(stack.versions("acme", &sent.sku).await.len(), 1, "{}", sent.sku);
    }
    let lost = all.iter().filter(|sent| sent.is_lost).count();
    let lost = f64::from(u32::try_from(lost).expect("a few"));
    eventually("what was recovered is counted", || async {
        let recovered = recovered(&stack, since).await;
        assert!(recovered <= lost, "{recovered} of {lost}");
        ((recovered - lost).abs() < 0.5).then_some(())
    })
    .await;
    nothing_reused(&stack, since).await;
}

async fn list(stack: &Stack, listed: &Value) {
    let url = format!("{}/feeds/lossy", stack.file.classifier_url);
    let answer = stack.http.post(url).json(listed).send().await.expect("the stand-in");
    assert_eq!(answer.status().as_u16(), 201);
}

/// The sum of what the consumer has counted for the source, as `CloudWatch` reads it from the log.
async fn recovered(stack: &Stack, since: Timestamp) -> f64 {
    let lines = stack.lines("consumer", since).await;
    let of_source = lines.iter().filter(|line| line["source"] == json!("lossy"));
    let values = of_source.filter_map(|line| line.get("events_recovered_by_poll")?.as_f64());
    values.sum()
}

/// No polled copy was taken for another content under a known id.
async fn nothing_reused(stack: &Stack, since: Timestamp) {
    let lines = stack.lines("consumer", since).await;
    let reused = |line: &&Value| {
        line["event"].as_str().is_some_and(|event| event.starts_with("reused:lossy#"))
    };
    assert_eq!(lines.iter().find(reused), None);
}
