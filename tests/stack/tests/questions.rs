//! The questions to the log in the runbook ask for what is in the log.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use stack::{Stack, eventually, now, unique};

const RUNBOOK: &str = include_str!("../../../infra/README.md");

/// Words of the query language, and what it finds in every line by itself.
const LANGUAGE: [&str; 18] = [
    "fields",
    "filter",
    "stats",
    "sort",
    "limit",
    "by",
    "as",
    "in",
    "and",
    "or",
    "desc",
    "asc",
    "count",
    "sum",
    "max",
    "latest",
    "ispresent",
    "bin",
];

/// The queries of the section, in their order.
fn queries() -> Vec<&'static str> {
    let blocks = RUNBOOK.split("```insights\n").skip(1);
    blocks.filter_map(|block| block.split_once("```")).map(|(query, _)| query).collect()
}

/// Every field that a query names: its words, less those of the language, of texts, and those that
/// it gives its own columns.
fn fields(query: &str) -> BTreeSet<String> {
    let unquoted: String = query.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let words =
        unquoted.split(|char: char| !(char.is_alphanumeric() || char == '_' || char == '@'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let own: BTreeSet<&str> = words
        .windows(2)
        .filter(|pair| pair.first() == Some(&"as"))
        .filter_map(|pair| pair.get(1).copied())
        .collect();
    let named = words.into_iter().filter(|word| {
        !LANGUAGE.contains(word)
            && !own.contains(word)
            && !word.starts_with('@')
            && !starts_with_digit(word)
    });
    named.map(str::to_owned).collect()
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|char: char| char.is_ascii_digit())
}

/// The messages that a query filters by.
fn messages(query: &str) -> Vec<&str> {
    let lines = query.lines().filter(|line| line.contains("filter message"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

/// Something of each kind: recorded, refused at the door, refused by the consumer.
async fn provoke(stack: &Stack) -> Timestamp {
    let since = now();
    // What was asked a moment ago is not asked again, so it is a product of its own.
    let (sku, description) = (unique("sku"), unique("Cotton T-shirt"));
    let items = json!([{"item_id": sku, "description": description, "country_of_origin": "CN"}]);
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}});
    stack.accepted(stack.delivery("catalog", &unique("msg"), &body)).await;
    let unlisted = json!({"type": "product.deleted", "data": {}});
    stack.accepted(stack.delivery("catalog", &unique("msg"), &unlisted)).await;
    let forged = stack.delivery("catalog", &unique("msg"), &body);
    stack.post(forged.with("webhook-signature", "v1,bm90IHRoZSByaWdodCBvbmU=")).await;
    since
}

/// Every line, once the last of them are there.
async fn lines(stack: &Stack, since: Timestamp) -> Vec<Value> {
    eventually("all lines", || async {
        let mut lines = stack.lines("ingress", since).await;
        lines.extend(stack.lines("consumer", since).await);
        let has = |wanted: &str| {
            lines.iter().any(|line| line.get("message").and_then(Value::as_str) == Some(wanted))
        };
        (has("done") && has("refused") && has("answered")).then_some(lines)
    })
    .await
}

#[tokio::test]
async fn every_field_of_every_question_is_in_the_log() {
    let stack = Stack::open().await;
    let since = provoke(&stack).await;
    let lines = lines(&stack, since).await;
    let logged: BTreeSet<String> =
        lines.iter().filter_map(Value::as_object).flat_map(|line| line.keys().cloned()).collect();
    assert_eq!(queries().len(), 6);
    for query in queries() {
        let named = fields(query);
        assert!(!named.is_empty(), "{query}");
        let unknown: Vec<_> = named.difference(&logged).collect();
        assert!(unknown.is_empty(), "{unknown:?} of\n{query}is not among {logged:?}");
    }
}

/// A message is a line's last argument in the source; what becomes of an event is named by its
/// step.
#[test]
fn every_message_that_a_question_looks_for_is_one_that_is_written() {
    let sources = [
        include_str!("../../../functions/consumer/src/settle/end.rs"),
        include_str!("../../../functions/consumer/src/claim/win.rs"),
        include_str!("../../../functions/consumer/src/call/make.rs"),
        include_str!("../../../functions/ingress/src/door.rs"),
        include_str!("../../../functions/ingress/src/log.rs"),
    ];
    let messages: Vec<&str> = queries().into_iter().flat_map(messages).collect();
    assert!(messages.len() >= 6, "{messages:?}");
    for message in messages {
        let written = format!("\"{message}\"");
        assert!(sources.iter().any(|source| source.contains(&written)), "nobody writes {message}");
    }
}
