//! What the functions have logged, and what that says of an event and of how fast things go.

use std::io::{BufRead, BufReader};

use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, eventually, unique};

use crate::command::{Ran, run, start};

/// An event that is done, and how it is known.
struct Sent {
    id: String,
    key: String,
}

async fn send(stack: &Stack) -> Sent {
    let id = unique("msg");
    let (sku, description) = (unique("sku"), unique("Cotton T-shirt"));
    let item = json!({"item_id": sku, "description": description, "country_of_origin": "CN"});
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": [item]}});
    stack.accepted(stack.delivery("catalog", &id, &body)).await;
    let key = format!("catalog#acme#{id}");
    stack.ledger_row(&key, |row| row.phase == Phase::Done).await;
    Sent { id, key }
}

fn messages(ran: &Ran) -> Vec<String> {
    let lines = ran.list("lines").into_iter();
    lines.filter_map(|line| line["line"]["message"].as_str().map(str::to_owned)).collect()
}

fn field(ran: &Ran, message: &str, name: &str) -> String {
    let lines = ran.list("lines");
    let line = lines.iter().find(|line| line["line"]["message"] == message).expect(message);
    line["line"][name].as_str().expect(name).to_owned()
}

/// The lines of an event, once its last one is there.
async fn lines_of(name: &str) -> Ran {
    eventually("the line `done`", || async {
        let ran = run(&["logs", "--json", "--event", name]).await;
        (ran.code == 0 && messages(&ran).iter().any(|it| it == "done")).then_some(ran)
    })
    .await
}

#[tokio::test]
async fn the_log_is_shown_by_event_by_request_by_call_and_by_level() {
    let stack = Stack::open().await;
    let sent = send(&stack).await;
    let by_key = lines_of(&sent.key).await;
    assert_eq!(messages(&by_key), ["accepted", "done"], "{by_key:?}");
    assert_eq!(messages(&lines_of(&sent.id).await), ["accepted", "done"]);

    let request = field(&by_key, "accepted", "request_id");
    let by_request = run(&["logs", "--json", "--request", &request]).await;
    assert_eq!(messages(&by_request), ["accepted", "done"], "{by_request:?}");
    let call = field(&by_key, "done", "api_request_id");
    let by_call = run(&["logs", "--json", "--request", &call, "--function", "consumer"]).await;
    assert!(messages(&by_call).contains(&"answered".to_owned()), "{by_call:?}");

    let text = run(&["logs", "--event", &sent.key]).await.stdout;
    let shown: Vec<&str> = text.lines().collect();
    assert_eq!(shown.len(), 4, "a stack's name, an empty line, two of the log: {text}");
    assert!(shown[0].contains(&stack.file.stack_name) && shown[3].contains("done"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");

    let forged = stack.delivery("catalog", &unique("msg"), &json!({"type": "product.created"}));
    stack.post(forged.with("webhook-signature", "v1,bm90IHRoZSByaWdodCBvbmU=")).await;
    eventually("a warning", || async {
        let warned = run(&["logs", "--json", "--level", "warn", "--source", "catalog"]).await;
        let levels = warned.list("lines");
        let bad =
            |line: &Value| line["line"]["level"] == "WARN" || line["line"]["level"] == "ERROR";
        assert!(levels.iter().all(bad), "{warned:?}");
        messages(&warned).contains(&"refused".to_owned()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_and_what_is_asked_wrongly_have_their_codes() {
    assert_eq!(run(&["logs", "--event", &unique("nobody")]).await.code, 1);
    let unknown = run(&["logs", "--function", "nobody"]).await;
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.stderr.contains("reconcile"), "it says which there are: {unknown:?}");
    assert_eq!(run(&["logs", "--since", "1h", "--before", "2h"]).await.code, 2);
}

#[tokio::test]
async fn a_follower_sees_what_comes_once() {
    let stack = Stack::open().await;
    let mut child =
        start(&["logs", "--follow", "--json", "--function", "consumer", "--since", "1s"]);
    let sent = send(&stack).await;
    let key = sent.key.clone();
    let stdout = child.stdout.take().expect("its lines");
    let seen = tokio::task::spawn_blocking(move || {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let parsed = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        parsed.into_iter().find(|line| line["line"]["event"] == key.as_str())
    });
    let seen = seen.await.expect("it reads").expect("the event's line");
    assert_eq!((&seen["line"]["message"], &seen["function"]), (&"done".into(), &"consumer".into()));
    assert!(seen["stack"].as_str().is_some_and(|it| it.contains(&stack.file.stack_name)), "{seen}");
    child.kill().expect("it is ended");
    child.wait().expect("its end");
}

#[tokio::test]
async fn a_story_has_what_verified_it_and_its_call_from_the_log_in_the_order_of_time() {
    let stack = Stack::open().await;
    let sent = send(&stack).await;
    let lines = lines_of(&sent.key).await;
    let call = field(&lines, "done", "api_request_id");
    let told = run(&["events", "show", "--json", &sent.key]).await;
    assert_eq!(told.code, 0, "{told:?}");
    let steps = told.list("steps");
    let first = steps[0]["what"].as_str().expect("words");
    assert!(first.contains("verified by tidewaiter/catalog"), "{told:?}");
    assert!(first.contains(&field(&lines, "accepted", "request_id")), "{told:?}");
    let by_log: Vec<_> = steps.iter().filter(|step| step["by"] == "log").collect();
    let says = |text: &str| {
        by_log.iter().any(|it| it["what"].as_str().is_some_and(|it| it.contains(text)))
    };
    assert!(says("consumer: answered") && says(&call) && says("consumer: done"), "{told:?}");
    let times: Vec<&str> = steps.iter().filter_map(|step| step["at"].as_str()).collect();
    let times: Vec<jiff::Timestamp> = times.iter().map(|at| at.parse().expect("a time")).collect();
    assert!(times.is_sorted(), "{told:?}");

    let untold = run(&["events", "show", "--json", "--no-log", &sent.key]).await;
    assert!(untold.list("steps").iter().all(|step| step["by"] != "log"), "{untold:?}");
}

#[tokio::test]
async fn without_the_log_a_story_says_so_and_tells_the_rest() {
    let stack = Stack::open().await;
    let sent = send(&stack).await;
    let path = std::env::var_os("TIDEWAITER_STACK").expect("a stack");
    let text = std::fs::read_to_string(path).expect("the stack file");
    let mut file: Value = serde_json::from_str(&text).expect("JSON");
    file["log_groups"] = json!({"consumer": "no name of a log group"});
    let path = std::env::temp_dir().join(format!("{}.json", sent.id));
    std::fs::write(&path, file.to_string()).expect("a file");
    let path = path.to_str().expect("a path");
    let told = run(&["events", "show", "--json", "--stack", path, &sent.key]).await;
    std::fs::remove_file(path).expect("it goes");
    assert_eq!((told.code, &told.json()["state"]), (0, &"done".into()), "{told:?}");
    let notes = told.list("notes");
    assert!(
        notes.iter().any(|it| it.as_str().is_some_and(|it| it.contains("the log"))),
        "{told:?}"
    );
}

#[tokio::test]
async fn the_rates_of_the_last_minutes_are_counted() {
    let stack = Stack::open().await;
    let before = run(&["status", "--json"]).await.json()["rates"].take();
    send(&stack).await;
    eventually("counts that have grown", || async {
        let rates = run(&["status", "--json", "--minutes", "60"]).await.json()["rates"].take();
        let grown = |name: &str| rates[name].as_u64().unwrap_or(0) > 0;
        let more = rates["accepted"].as_u64() > before["accepted"].as_u64();
        let is_served = rates["oldest_pending_s"].is_u64();
        let all = ["recorded", "done", "calls"].into_iter().all(grown);
        (more && all && is_served).then_some(())
    })
    .await;
    let text = run(&["status"]).await.stdout;
    assert!(text.contains("a minute") && text.contains("from the metrics in the log"), "{text}");
}
