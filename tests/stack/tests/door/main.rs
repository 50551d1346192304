//! The deployed door, sender by sender and case by case: what is taken reaches the ledger.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod bodies;
mod fences;
mod handshakes;
mod presets;
mod profiles;
mod replay;
mod rotation;

use ledger::Phase;
use serde_json::{Value, json};
use stack::{Reply, Stack, unique};

/// A test delivery that no other test sends, known by the id of whatever scheme posts it.
fn ping() -> Value {
    json!({"type": "ping", "id": unique("evt"), "event_id": unique("evt")})
}

/// Waits until the ledger has an accepted event of the usual tenant as done.
async fn done(stack: &Stack, source: &str, accepted: &Reply) {
    done_for(stack, source, "acme", accepted).await;
}

/// Waits until the ledger has an accepted event as done.
async fn done_for(stack: &Stack, source: &str, tenant: &str, accepted: &Reply) {
    let key = format!("{source}#{tenant}#{}", accepted.event_id().expect("an event id"));
    stack.ledger_row(&key, |row| row.phase == Phase::Done).await;
}
