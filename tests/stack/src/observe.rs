//! Waiting for what must come, and looking at what came.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use classifications::{ItemKey, Row};
use ledger::Row as LedgerRow;
use serde_json::Value;
use uuid::Uuid;

use crate::sender::now;
use crate::stack::Stack;

/// How often one looks, and for how long: far beyond what a busy machine needs.
const LOOKS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(200);

/// Looks until something is there.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> T {
    for _ in 0..LOOKS {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("in vain: {what}")
}

/// A name that no other test has.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", Uuid::new_v4().simple())
}

impl Stack {
    /// The one row of an item, once it is recorded.
    pub async fn recorded(&self, tenant: &str, item: &str) -> Row {
        let rows = eventually(item, || async {
            let rows = self.versions(tenant, item).await;
            (!rows.is_empty()).then_some(rows)
        });
        let mut rows = rows.await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    /// Every recorded version of an item, newest first.
    pub async fn versions(&self, tenant: &str, item: &str) -> Vec<Row> {
        let key = ItemKey::new(tenant, item);
        self.answers.rows(Some(&key), 100).await.expect("the table answers")
    }

    /// What the ledger says of an event, once it says what is wanted.
    pub async fn ledger_row(&self, event: &str, wanted: impl Fn(&LedgerRow) -> bool) -> LedgerRow {
        eventually(event, || async {
            let row = self.ledger.look_up(event, now()).await.expect("the table answers");
            row.filter(&wanted)
        })
        .await
    }

    /// Puts what an event points to where it is fetched from: into the stand-in.
    pub async fn keep(&self, path: &str, object: &Value) {
        let put = self.http.put(format!("{}{path}", self.file.classifier_url));
        let response = put.body(object.to_string()).send().await.expect("the stand-in");
        assert_eq!(response.status().as_u16(), 204, "{path}");
    }

    /// The item ids of every call the stand-in had, those of `items` only.
    pub async fn asked(&self, items: &[&str]) -> Vec<String> {
        let calls = self.http.get(format!("{}/_calls", self.file.classifier_url)).send().await;
        let calls: Value = calls.expect("the stand-in").json().await.expect("JSON");
        let calls = calls.get("calls").and_then(Value::as_array).cloned().unwrap_or_default();
        let asked = calls.iter().filter_map(|call| call.get("descriptions")?.as_array()).flatten();
        let asked = asked.filter_map(Value::as_str);
        let tells_of = |text: &str| items.iter().find(|item| text.contains(**item));
        asked.filter_map(tells_of).map(|item| (*item).to_owned()).collect()
    }

    /// Waits until a message that holds `text` is in the dead-letter queue.
    pub async fn dead_letter(&self, text: &str) {
        eventually("a dead letter", || async {
            let bodies = self.dead_letters().await;
            bodies.iter().any(|body| body.contains(text)).then_some(())
        })
        .await;
    }

    /// The bodies of the dead letters at hand; each stays in its queue.
    async fn dead_letters(&self) -> BTreeSet<String> {
        let receive = self.sqs.receive_message().queue_url(&self.file.dlq_url);
        let receive = receive.max_number_of_messages(10).visibility_timeout(0);
        let received = receive.send().await.expect("the queue answers");
        received
            .messages
            .unwrap_or_default()
            .into_iter()
            .filter_map(|message| message.body)
            .collect()
    }
}
