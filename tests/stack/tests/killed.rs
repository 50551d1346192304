//! Consumers that are killed in the middle of a call, as processes: nothing is lost, and nothing
//! paid for twice.
//!
//! It has a stack of its own, whose consumer it gives 35 s and whose queue it has hide messages for
//! as much longer as the template does: at the 15 minutes of the template a killed claim takes 18
//! to come back.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use aws_sdk_sqs::types::QueueAttributeName;
use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, eventually, unique};

/// Seconds that an invocation has, and for which a message is hidden: a lease is a minute longer
/// than its invocation (`consumer::LEASE_MARGIN`).
const TIMEOUT_S: u32 = 35;
const VISIBILITY_S: u32 = TIMEOUT_S + 60 + 5;

/// How long the API takes for each call: long enough to be killed in.
const LATENCY: Duration = Duration::from_secs(3);

const EVENTS: usize = 30;
const KILLS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_consumers_lose_nothing_and_pay_for_nothing_twice() {
    let stack = Stack::open().await;
    shorten(&stack).await;
    control(&stack, &json!({"latency_ms": LATENCY.as_millis()})).await;
    let events: Vec<(String, String)> =
        (0..EVENTS).map(|_| (unique("msg"), unique("sku"))).collect();
    let mut killed = 0;
    for group in events.chunks(EVENTS / KILLS) {
        for (event, sku) in group {
            stack.accepted(stack.delivery("catalog", event, &catalog(sku))).await;
        }
        killed += usize::from(kill_in_a_call(&stack).await);
    }
    assert!(killed >= KILLS, "{killed} were killed");
    control(&stack, &json!({})).await;
    for (event, sku) in &events {
        let key = format!("catalog#acme#{event}");
        eventually(&key, || look(&stack, &key)).await;
        assert_eq!(stack.versions("acme", sku).await.len(), 1, "{sku}");
    }
    paid_once(&calls(&stack).await, &events);
}

/// Whether an event is done.
async fn look(stack: &Stack, key: &str) -> Option<()> {
    let row = stack.ledger.look_up(key, stack::now()).await.expect("the table answers");
    row.filter(|row| row.phase == Phase::Done).map(|_done| ())
}

/// Every item is in one call that was paid for, though the client of some of them was killed.
fn paid_once(calls: &[Value], events: &[(String, String)]) {
    let paid = calls.iter().filter(|call| call["paid"] == json!(true));
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for described in paid.filter_map(|call| call["descriptions"].as_array()).flatten() {
        let described = described.as_str().expect("a text");
        let (_mug, sku) = described.split_once(", ").expect("a description");
        *asked.entry(sku.to_owned()).or_default() += 1;
    }
    let expected = events.iter().map(|(_, sku)| (sku.clone(), 1)).collect::<BTreeMap<_, _>>();
    assert_eq!(asked, expected);
    let abandoned = calls.iter().filter(|call| call["outcome"] == json!("abandoned"));
    assert!(abandoned.count() > 0, "nobody was killed in a call: {calls:?}");
}

fn catalog(sku: &str) -> Value {
    let item = json!({"item_id": sku, "description": format!("Ceramic mug, {sku}")});
    json!({
        "type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": [item]}
    })
}

/// Gives the consumer less time, and the queue as much less. Its alias goes to a version that has
/// it: a version keeps the time that it was published with.
async fn shorten(stack: &Stack) {
    let name = stack.file.log_groups["consumer"].rsplit('/').next().expect("a name").to_owned();
    let function = format!("{}/2015-03-31/functions/{name}", stack.file.endpoint_url);
    let configuration = stack.http.put(format!("{function}/configuration"));
    lambda(configuration, &json!({"Timeout": TIMEOUT_S})).await;
    let published = lambda(stack.http.post(format!("{function}/versions")), &json!({})).await;
    let alias = stack.http.put(format!("{function}/aliases/live"));
    lambda(alias, &json!({"FunctionVersion": published["Version"]})).await;
    let visibility = VISIBILITY_S.to_string();
    let request = stack.sqs.set_queue_attributes().queue_url(&stack.file.queue_url);
    let request = request.attributes(QueueAttributeName::VisibilityTimeout, visibility);
    request.send().await.expect("the queue answers");
}

/// One call of Lambda.
async fn lambda(request: reqwest::RequestBuilder, input: &Value) -> Value {
    let answer = request.json(input).send().await.expect("an answer");
    let status = answer.status();
    let answer = answer.json().await.expect("JSON");
    assert!(status.is_success(), "{answer}");
    answer
}

async fn control(stack: &Stack, control: &Value) {
    let url = format!("{}/_control", stack.file.classifier_url);
    let answer = stack.http.put(url).json(control).send().await.expect("the stand-in");
    assert!(answer.status().is_success());
}

async fn calls(stack: &Stack) -> Vec<Value> {
    let url = format!("{}/_calls", stack.file.classifier_url);
    let calls: Value =
        stack.http.get(url).send().await.expect("the stand-in").json().await.expect("JSON");
    calls["calls"].as_array().cloned().expect("calls")
}

/// Waits until a call is being worked on, and kills all consumers. Whether there was one.
async fn kill_in_a_call(stack: &Stack) -> bool {
    eventually("a call", || async {
        let calls = calls(stack).await;
        calls.iter().any(|call| call["outcome"] == json!("working")).then_some(())
    })
    .await;
    let consumers = consumers(stack);
    for pid in &consumers {
        let killed = Command::new("kill").args(["-KILL", pid]).status().expect("kill");
        assert!(killed.success(), "{pid}");
    }
    !consumers.is_empty()
}

/// The consumers of this stack, and of no other, by their process ids: Lambda names the function in
/// its environment, and the local AWS its own address.
fn consumers(stack: &Stack) -> BTreeSet<String> {
    let function = stack.file.log_groups["consumer"].rsplit('/').next().expect("a name");
    let wanted = [
        format!("AWS_LAMBDA_FUNCTION_NAME={function}"),
        format!("AWS_ENDPOINT_URL={}", stack.file.endpoint_url),
    ];
    let processes = std::fs::read_dir("/proc").expect("/proc").filter_map(Result::ok);
    let pids = processes.filter_map(|entry| entry.file_name().into_string().ok());
    pids.filter(|pid| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        let variables: BTreeSet<&[u8]> = environment.split(|byte| *byte == 0).collect();
        wanted.iter().all(|variable| variables.contains(variable.as_bytes()))
    })
    .collect()
}
