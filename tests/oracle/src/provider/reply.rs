//! What a caller gets, right or wrong.

use std::time::Duration;

use serde_json::{Value, json};

use super::request::Product;
use crate::fault::{Spoiled, Wrong};

/// What the caller gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer of HTTP, after this time.
    Answer {
        /// Its status.
        status: u16,
        /// Its `Retry-After`.
        retry_after: Option<&'static str>,
        /// Its body.
        body: String,
        /// When it comes.
        after: Duration,
    },
    /// The connection breaks, after this time.
    Broken(Duration),
    /// No connection.
    Unreachable,
    /// Nothing, for ever.
    Silence,
}

/// What the provider says of an earlier call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// This is what it was answered with.
    Body(String),
    /// It does not know it.
    Nothing,
    /// It still works on it.
    Working,
    /// It cannot say.
    Status(u16),
}

/// 200, with this body.
pub(super) fn answer(body: String, after: Duration) -> Reply {
    Reply::Answer { status: 200, retry_after: None, body, after }
}

/// What arrives of an answer that is spoiled on its way.
pub(super) fn spoiled(kind: Spoiled, written: &str) -> String {
    match kind {
        Spoiled::Html => "<h1>It works!</h1>".to_owned(),
        Spoiled::CutOff => written.chars().take(written.len() / 2).collect(),
    }
}

/// The right answer, made wrong in one place. A lone item's answer is wrong as a whole.
pub(super) fn wrong(kind: Wrong, right: Value, asked: &[Product]) -> Value {
    let mut body = right;
    let Some(results) = body.get_mut("results").and_then(Value::as_array_mut) else {
        return lone(kind, &body);
    };
    let is_of = |result: &Value, product: Option<&Product>| {
        product.is_some_and(|product| result.get("item_id") == Some(&json!(product.item_id)))
    };
    match kind {
        Wrong::Gap => results.retain(|result| !is_of(result, asked.last())),
        Wrong::Surplus => results.push(stranger()),
        Wrong::Repeat => results.extend(results.first().cloned()),
        Wrong::Dispute => {
            let first = results.iter().find(|result| is_of(result, asked.first()));
            results.extend(first.map(disputed));
        }
    }
    body
}

fn lone(kind: Wrong, right: &Value) -> Value {
    match kind {
        Wrong::Gap => json!({}),
        Wrong::Surplus => stranger(),
        Wrong::Repeat => json!([right, right]),
        Wrong::Dispute => json!([right, disputed(right)]),
    }
}

fn stranger() -> Value {
    json!({"item_id": "stranger", "hts_code": "0101.21.00"})
}

/// The same item, with another code.
fn disputed(result: &Value) -> Value {
    let id = result.get("item_id").cloned().unwrap_or_default();
    json!({"item_id": id, "status": "completed", "hts_code": "0102.21.00"})
}
