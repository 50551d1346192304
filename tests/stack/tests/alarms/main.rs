//! Every condition that an alarm on our own metrics is for is provoked, its metric is read from the
//! log of the function, and the deployed alarm goes off.
//!
//! The local AWS takes no metrics from logs, so the values that were logged are handed to its
//! `CloudWatch`, which evaluates the alarm: as a whole over all its periods, and without its
//! dimensions. Which metrics AWS has, with which dimensions, is in `tests/infra`.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod api;
mod door;
mod events;
mod feeds;
mod of_aws;

use jiff::Timestamp;
use serde_json::Value;
use stack::{Stack, eventually, now};

/// A deployed alarm, and what it watches.
struct Watch<'s> {
    stack: &'s Stack,
    alarm: &'static str,
    function: &'static str,
    metric: &'static str,
    since: Timestamp,
}

impl<'s> Watch<'s> {
    /// From now on. The alarm must be one on this metric.
    async fn begin(
        stack: &'s Stack,
        alarm: &'static str,
        function: &'static str,
        metric: &'static str,
    ) -> Self {
        let deployed = stack.alarm(alarm).await;
        assert_eq!(deployed.get("MetricName").and_then(Value::as_str), Some(metric), "{alarm}");
        Self { stack, alarm, function, metric, since: now() }
    }

    /// Waits until the function has logged values that are as wanted, and checks that they set the
    /// alarm off.
    async fn goes_off(&self, wanted: impl Fn(&[f64]) -> bool) {
        let values = eventually(self.metric, || async {
            let values = self.stack.values(self.function, self.metric, self.since).await;
            wanted(&values).then_some(values)
        });
        self.stack.ingest(self.metric, &values.await).await;
        let state = self.stack.alarm(self.alarm).await;
        assert_eq!(state.get("StateValue").and_then(Value::as_str), Some("ALARM"), "{state}");
    }
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}
