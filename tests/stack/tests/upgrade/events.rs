//! Events that arrive before, during and after.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};
use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, eventually, now, unique};

use crate::operator::{Deployment, source, sources_with};
use crate::refused;

const AT_ONCE: usize = 4;
const PAUSE: Duration = Duration::from_millis(200);

/// Posts one product after the other until it is told to stop, and returns all that were accepted.
async fn post_until(stack: &Stack, stop: &AtomicBool) -> Vec<(String, String)> {
    let going = |()| !stop.load(Ordering::Relaxed);
    let posts = stream::repeat(()).take_while(|()| std::future::ready(going(())));
    posts.map(|()| post(stack)).buffer_unordered(AT_ONCE).collect().await
}

/// Posts one product as every sender does: what is answered 502 is sent again. Here that is the
/// local AWS, which kills a door that is at work when its function changes; AWS lets it finish.
/// The door itself refuses nobody.
async fn post(stack: &Stack) -> (String, String) {
    let (event, sku) = (unique("msg"), unique("sku"));
    let items = json!([{"item_id": sku, "description": sku, "country_of_origin": "CN"}]);
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}});
    loop {
        let reply = stack.post(stack.delivery("catalog", &event, &body)).await;
        match reply.status {
            202 => {
                tokio::time::sleep(PAUSE).await;
                return (event, sku);
            }
            502 if reply.text.contains("Runtime.ExitError") => {}
            _ => panic!("{reply:?}"),
        }
    }
}

async fn status_of(stack: &Stack, source: &str, secret: &str) -> u16 {
    let mut signed = stack.signed("catalog", secret, ("", b"{}", now()));
    signed.url = stack.url(source);
    stack.post(signed).await.status
}

/// One after the other: they deploy over the same stack.
#[tokio::test]
async fn an_upgrade_loses_no_event_refuses_no_sender_and_is_made_only_when_all_is_well() {
    let _alone = crate::ALONE.lock().await;
    refused::a_sources_file_with_faults().await;
    refused::secrets_parameters_and_packages_that_are_not_as_they_must_be().await;
    refused::a_doubt().await;
    events_flow_through_an_upgrade().await;
    an_envelope_of_a_later_version_waits().await;
}

async fn events_flow_through_an_upgrade() {
    let stack = Stack::open().await;
    let name = unique("newcomer");
    let secret = stack.vault.create_secret().name(format!("tidewaiter/{name}"));
    secret.secret_string("a-secret-for-the-newcomer").send().await.expect("the store takes it");
    let sources =
        sources_with(&stack, &source(&name, &format!("secretsmanager:tidewaiter/{name}")));
    let newcomer = "whsec_bm90IGl0cyBzZWNyZXQgYXQgYWxsLCBhbnl3YXkh";
    assert_eq!(status_of(&stack, &name, newcomer).await, 404, "not there yet");

    let stop = AtomicBool::new(false);
    let upgrade = async {
        let ended = Deployment::over(sources, "LogLevel=debug").run().await;
        assert_eq!(
            status_of(&stack, &name, newcomer).await,
            401,
            "there now, and not signed by its scheme"
        );
        stop.store(true, Ordering::Relaxed);
        ended
    };
    let (sent, ended) = futures::future::join(post_until(&stack, &stop), upgrade).await;
    assert!(ended.success, "{}", ended.said);
    assert!(sent.len() > 20, "{} events are no flow", sent.len());
    for (event, sku) in &sent {
        stack.recorded("acme", sku).await;
        stack.ledger_row(&format!("catalog#acme#{event}"), |row| row.phase == Phase::Done).await;
    }
    let skus: Vec<&str> = sent.iter().map(|(_, sku)| sku.as_str()).collect();
    assert_eq!(stack.asked(&skus).await.len(), skus.len(), "each asked once");
}

/// What the door of tomorrow has sealed, the consumer of today neither loses nor refuses.
async fn an_envelope_of_a_later_version_waits() {
    let stack = Stack::open().await;
    let since = now();
    let send = stack.sqs.send_message().queue_url(&stack.file.queue_url);
    let answer = send.message_body(r#"{"v": 1000, "anything": true}"#).send().await;
    let id = answer.expect("the queue takes anything").message_id.expect("an id");
    let line = eventually("a line about the later version", || async {
        let lines = stack.lines("consumer", since).await;
        lines.into_iter().find(|line| line.get("message_id").and_then(Value::as_str) == Some(&id))
    });
    let line = line.await;
    let message = line.get("message").and_then(Value::as_str);
    assert_eq!(message, Some("not opened, waits for an operator or an upgrade"), "{line}");
}
