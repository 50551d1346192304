//! Updates that change nothing that is asked: a shop that changes its prices pays nothing.

use jiff::{SignedDuration, Timestamp};
use pipeline::scene::start;
use serde_json::{Value, json};

use super::backlog::{Backlog, POLLERS};
use crate::Figure;
use crate::stats::per;

/// Products, each in a state that is classified first.
const PRODUCTS: usize = 1_000;

/// How often each of them is updated then.
const UPDATES: i64 = 10;

/// `paid_unchanged`: what 10,000 updates cost, an hour between two of one product, so that what
/// this process remembers for bursts is long over.
pub(super) async fn measure() -> Figure {
    let backlog = Backlog::new().await;
    let fleet = backlog.fleet(POLLERS);
    let mut paid = Vec::new();
    for round in 0..=UPDATES {
        let now = start() + SignedDuration::from_hours(round);
        let mut messages = Vec::with_capacity(PRODUCTS);
        for product in 0..PRODUCTS {
            let id = format!("msg_{product}_{round}");
            messages.push(backlog.event(&id, &update(product, round, now), now).await);
        }
        paid.push(backlog.deliver_at(&messages, &fleet, now).await.paid);
    }
    let (first, updates) = paid.split_first().expect("a first round");
    let updates: usize = updates.iter().sum();
    let how = format!(
        "{PRODUCTS} products, classified once ({first} items paid for), then updated {UPDATES} \
         times each, an hour between (scaled clock): price and time of change differ, what is \
         asked does not"
    );
    Figure::new("paid_unchanged", per(updates, 1), 0.0, how)
}

/// A product with another price.
fn update(product: usize, round: i64, now: Timestamp) -> Value {
    let item = json!({
        "item_id": format!("SKU-{product}"),
        "description": format!("Ceramic mug {product}"),
        "country_of_origin": "PT",
        "price": 10 + round,
    });
    json!({"type": "product.updated", "timestamp": now, "data": {"items": [item]}})
}
