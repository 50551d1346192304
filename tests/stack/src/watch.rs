//! What the functions wrote down, and what `CloudWatch` makes of it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::aws::Service;
use crate::stack::Stack;

impl Stack {
    /// The JSON lines that a function (`ingress`, `consumer`) has logged since a time.
    pub async fn lines(&self, function: &str, since: Timestamp) -> Vec<Value> {
        let group = self.file.log_groups.get(function).expect("a log group");
        let (mut lines, mut next) = (Vec::new(), Value::Null);
        loop {
            let mut input = json!({"logGroupName": group, "startTime": since.as_millisecond()});
            if let (Some(token), Some(input)) = (next.as_str(), input.as_object_mut()) {
                input.insert("nextToken".to_owned(), token.into());
            }
            let page = self.call(Service::Logs, "FilterLogEvents", input).await;
            let events = page.get("events").and_then(Value::as_array).expect("events");
            let messages = events.iter().filter_map(|event| event.get("message")?.as_str());
            lines.extend(messages.filter_map(|message| serde_json::from_str(message).ok()));
            next = page.get("nextToken").cloned().unwrap_or_default();
            if next.is_null() {
                return lines;
            }
        }
    }

    /// Every value of a metric without dimensions that a function has written since a time, as
    /// `CloudWatch` would read it from the log.
    pub async fn values(&self, function: &str, metric: &str, since: Timestamp) -> Vec<f64> {
        let lines = self.lines(function, since).await;
        lines
            .iter()
            .filter(|line| is_of(line, metric, &self.file.metrics_namespace))
            .flat_map(|line| numbers(line, metric))
            .collect()
    }

    /// Hands values to `CloudWatch`. On AWS it takes them from the log itself, which the local one
    /// does not.
    pub async fn ingest(&self, metric: &str, values: &[f64]) {
        for values in values.chunks(100) {
            let datum =
                json!({"MetricName": metric, "Values": values, "Counts": vec![1.0; values.len()]});
            let input = json!({"Namespace": self.file.metrics_namespace, "MetricData": [datum]});
            self.call(Service::Monitoring, "PutMetricData", input).await;
        }
    }

    /// Every alarm of the stack.
    pub async fn alarms(&self) -> Vec<Value> {
        let input = json!({"AlarmNamePrefix": format!("{}-", self.file.stack_name)});
        let found = self.call(Service::Monitoring, "DescribeAlarms", input).await;
        found.get("MetricAlarms").and_then(Value::as_array).cloned().expect("alarms")
    }

    /// A deployed alarm, by its name in the template.
    pub async fn alarm(&self, name: &str) -> Value {
        let prefix = format!("{}-{name}-", self.file.stack_name);
        let input = json!({"AlarmNamePrefix": prefix});
        let found = self.call(Service::Monitoring, "DescribeAlarms", input).await;
        let found = found.get("MetricAlarms").and_then(Value::as_array).cloned().expect("alarms");
        assert_eq!(found.len(), 1, "{name}");
        found.into_iter().next().expect("one")
    }

    /// Gives a deployed alarm a threshold that a test can reach, and leaves the rest of it alone.
    pub async fn lower(&self, name: &str, threshold: f64) {
        let mut alarm = self.alarm(name).await;
        let fields = alarm.as_object_mut().expect("fields");
        fields.retain(|name, value| {
            !value.is_null() && !name.starts_with("State") && !name.ends_with("Timestamp")
        });
        fields.remove("AlarmArn");
        fields.insert("Threshold".to_owned(), threshold.into());
        self.call(Service::Monitoring, "PutMetricAlarm", alarm).await;
    }
}

/// Whether a line is a metric of this name without dimensions.
fn is_of(line: &Value, metric: &str, namespace: &str) -> bool {
    let directives = line.pointer("/_aws/CloudWatchMetrics").and_then(Value::as_array);
    directives.into_iter().flatten().any(|directive| {
        let metrics = directive.get("Metrics").and_then(Value::as_array).expect("metrics");
        let named = metrics.iter().any(|it| it.get("Name").and_then(Value::as_str) == Some(metric));
        let plain = directive.get("Dimensions") == Some(&json!([[]]));
        named && plain && directive.get("Namespace").and_then(Value::as_str) == Some(namespace)
    })
}

fn numbers(line: &Value, metric: &str) -> Vec<f64> {
    match line.get(metric).expect("a value") {
        Value::Array(values) => values.iter().filter_map(Value::as_f64).collect(),
        value => value.as_f64().into_iter().collect(),
    }
}
