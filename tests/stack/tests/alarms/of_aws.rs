//! Alarms on AWS's own metrics. The local AWS counts none of them, so each is handed the value at
//! which it should go off, as its metric, with its dimensions.

use serde_json::{Value, json};
use stack::{Service, Stack};

/// How many alarms of the template watch a metric of AWS, at the least.
const AT_LEAST: usize = 15;

#[tokio::test]
async fn every_alarm_on_a_metric_of_aws_goes_off_at_its_threshold_and_tells_the_topic() {
    let stack = Stack::open().await;
    let of_aws: Vec<Value> = stack.alarms().await.into_iter().filter(is_of_aws).collect();
    assert!(of_aws.len() >= AT_LEAST, "{}", of_aws.len());
    for alarm in of_aws {
        let field = |name: &str| alarm.get(name).cloned().unwrap_or_default();
        let datum = json!({
            "MetricName": field("MetricName"),
            "Dimensions": field("Dimensions"),
            "Value": field("Threshold"),
        });
        let input = json!({"Namespace": field("Namespace"), "MetricData": [datum]});
        stack.call(Service::Monitoring, "PutMetricData", input).await;
        let name = field("AlarmName");
        let name = name.as_str().expect("a name");
        let now =
            stack.alarms().await.into_iter().find(|it| it.get("AlarmName") == Some(&name.into()));
        let state = now.expect("the alarm").get("StateValue").cloned();
        assert_eq!(state, Some("ALARM".into()), "{name}");
        let actions = field("AlarmActions");
        assert!(actions.to_string().contains("AlarmTopic"), "{name} tells {actions}");
    }
}

fn is_of_aws(alarm: &Value) -> bool {
    alarm.get("Namespace").and_then(Value::as_str).is_some_and(|it| it.starts_with("AWS/"))
}
