//! Alarms on what becomes of events.

use serde_json::json;
use stack::{Stack, unique};

use crate::{Watch, sum};

#[tokio::test]
async fn event_after_event_that_is_refused_sets_off_its_alarm() {
    let stack = Stack::open().await;
    let watch = Watch::begin(&stack, "DeadLettersGrowthAlarm", "consumer", "events_refused").await;
    let first = Watch::begin(&stack, "EventsRefusedAlarm", "consumer", "events_refused").await;
    for _ in 0..5 {
        let body = json!({"type": "product.deleted", "data": {}});
        stack.accepted(stack.delivery("catalog", &unique("msg"), &body)).await;
    }
    first.goes_off(|values| sum(values) >= 1.0).await;
    watch.goes_off(|values| sum(values) >= 5.0).await;
}
