//! What is paused waits, and goes on.

use serde_json::{Value, json};
use stack::{Stack, eventually, unique};

use crate::command::run;

async fn send(stack: &Stack, tenant: &str, item: &str) {
    let line = json!({"sku": item, "description": format!("Cotton T-shirt, {item}"), "country_of_origin": "CN"});
    let body = json!({"id": unique("gr"), "type": "goods.received", "account": tenant,
        "occurred_at": "2026-03-01T12:00:00Z", "lines": [line]});
    stack.accepted(stack.delivery("warehouse", "", &body)).await;
}

async fn waiting(tenant: &str) -> Vec<Value> {
    run(&["waiting", "list", "--json", "--tenant", tenant]).await.list("waiting")
}

#[tokio::test]
async fn a_tenant_that_is_paused_waits_as_held_and_is_recorded_after_it_is_resumed() {
    let stack = Stack::open().await;
    let tenant = unique("acme");
    let items = [unique("sku"), unique("sku"), unique("sku")];
    let pause = ["pause", "--tenant", &tenant, "--reason", "doubled every price", "--json"];
    let refused = run(&pause).await;
    assert_eq!(refused.code, 1, "nobody could be asked: {refused:?}");
    assert!(refused.stderr.contains("--yes"), "{refused:?}");
    let paused = run(&[&pause[..], &["--yes"]].concat()).await;
    assert_eq!(paused.code, 0, "{paused:?}");
    assert!(
        paused.list("holds").iter().any(|hold| hold["reason"] == "doubled every price"),
        "{paused:?}"
    );

    // A consumer looks at what is held every five seconds.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    for item in &items {
        send(&stack, &tenant, item).await;
    }
    eventually("three events that wait", || async {
        let waiting = waiting(&tenant).await;
        (waiting.len() == items.len() && waiting.iter().all(|it| it["cause"] == "held"))
            .then_some(())
    })
    .await;
    let status = run(&["status", "--json"]).await.json();
    let held =
        status["waiting"].as_array().expect("groups").iter().any(|group| group["cause"] == "held");
    assert!(held, "{status}");
    assert!(stack.asked(&items.each_ref().map(String::as_str)).await.is_empty());

    let again = run(&[&pause[..], &["--yes"]].concat()).await;
    assert_eq!(again.code, 1, "it is paused already: {again:?}");
    let resumed = run(&["resume", "--tenant", &tenant, "--yes", "--reason", "mended"]).await;
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let released = run(&["waiting", "release", "--tenant", &tenant, "--yes", "--json"]).await;
    assert!(released.code == 0 || released.stderr.contains("no waiting event"), "{released:?}");
    for item in &items {
        stack.recorded(&tenant, item).await;
    }
    eventually("nothing that waits", || async { waiting(&tenant).await.is_empty().then_some(()) })
        .await;
    assert_eq!(run(&["resume", "--tenant", &tenant, "--yes"]).await.code, 1, "it is not paused");
}

#[tokio::test]
async fn a_number_that_never_comes_is_skipped_with_a_reason_and_the_next_one_goes_on() {
    let stack = Stack::open().await;
    let sku = unique("skip");
    let event = json!({"type": "article.released", "event_id": format!("{sku}-2"), "articles": [
        {"sku": &sku, "name": "Bolt, hexagon", "revision": 2}
    ]});
    stack.accepted(stack.delivery("erp-in-order", "", &event)).await;
    let key = format!("erp-in-order#acme#{sku}-2");
    stack.ledger_row(&key, |row| row.phase == ledger::Phase::Waiting).await;
    let skip = |number: &'static str| {
        let line = ["waiting", "skip", "--source", "erp-in-order", "--item"];
        let rest = ["--number", number, "--reason", "never assigned", "--yes", "--json"];
        [&line[..], &[sku.as_str()], &rest[..]].concat()
    };
    let early = run(&skip("2")).await;
    assert_eq!(early.code, 1, "1 comes first: {early:?}");
    let skipped = run(&skip("1")).await;
    assert_eq!((skipped.code, &skipped.json()["outcome"]), (0, &json!("skipped")), "{skipped:?}");
    stack.ledger_row(&key, |row| row.phase == ledger::Phase::Done).await;
    let again = run(&skip("1")).await;
    assert_eq!((again.code, &again.json()["outcome"]), (0, &json!("final before")), "{again:?}");
    let late = json!({"type": "article.released", "event_id": format!("{sku}-1"), "articles": [
        {"sku": &sku, "name": "Bolt, round", "revision": 1}
    ]});
    stack.accepted(stack.delivery("erp-in-order", "", &late)).await;
    let key = format!("erp-in-order#acme#{sku}-1");
    let done = stack.ledger_row(&key, |row| row.phase == ledger::Phase::Done).await;
    assert_eq!(done.superseded, 1, "it comes too late, and is not applied");
}
