//! Alarms on what feeds say, and do not say.

use serde_json::json;
use stack::{Stack, unique};

use crate::{Watch, sum};

/// An event that its sender's feed lists, and that nobody posts.
#[tokio::test]
async fn an_event_that_no_webhook_brought_sets_off_its_alarm() {
    let stack = Stack::open().await;
    let watch = Watch::begin(&stack, "EventsRecoveredAlarm", "consumer", "events_recovered").await;
    let sku = unique("sku");
    let article = json!({"sku": sku, "name": "Hex bolt M8", "revision": 1});
    let event =
        json!({"event_id": unique("evt"), "type": "article.released", "articles": [article]});
    let url = format!("{}/feeds/erp", stack.file.classifier_url);
    let listed = stack.http.post(url).json(&json!({"event": event})).send().await;
    assert_eq!(listed.expect("the stand-in").status().as_u16(), 201);
    watch.goes_off(|values| sum(values) >= 1.0).await;
}

/// The feed of the source `deaf` is not where its settings say. A test cannot wait for five minutes
/// of it, so the alarm is given a minute.
#[tokio::test]
async fn a_feed_that_is_not_read_to_its_end_sets_off_its_alarm() {
    let stack = Stack::open().await;
    let watch = Watch::begin(&stack, "FeedLagAlarm", "reconcile", "feed_lag_seconds").await;
    stack.lower("FeedLagAlarm", 45.0).await;
    watch.goes_off(|values| values.iter().any(|behind| *behind >= 45.0)).await;
}

/// Nothing came of it either, for its `silent_after_min`.
#[tokio::test]
async fn a_source_from_which_nothing_comes_sets_off_its_alarm() {
    let stack = Stack::open().await;
    let watch = Watch::begin(&stack, "SourceSilentAlarm", "reconcile", "silent_sources").await;
    watch.goes_off(|values| values.iter().any(|silent| *silent >= 1.0)).await;
}
