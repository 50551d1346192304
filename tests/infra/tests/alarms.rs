//! Every alarm has its section in the runbook, and its metric in the code or at AWS.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::{Metric, Resource, Template, alarm_sections, counted, read};
use serde_json::{Value, json};

const KIND: &str = "AWS::CloudWatch::Alarm";

/// The metrics of AWS that alarms watch, with the dimensions that AWS gives them.
const OF_AWS: [(&str, &str, &str); 9] = [
    ("AWS/ApiGateway", "5xx", "ApiId"),
    ("AWS/DynamoDB", "ReadThrottleEvents", "TableName"),
    ("AWS/DynamoDB", "WriteThrottleEvents", "TableName"),
    ("AWS/Lambda", "Errors", "FunctionName"),
    ("AWS/Lambda", "IteratorAge", "FunctionName"),
    ("AWS/Lambda", "Throttles", "FunctionName"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName"),
    ("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"),
];

fn anchor(alarm: &Resource<'_>) -> String {
    let description = alarm.text("AlarmDescription");
    let (_, anchor) = description.split_once("${RunbookUrl}#").expect("a link to the runbook");
    anchor.to_owned()
}

#[test]
fn every_alarm_links_to_its_section_and_every_section_is_some_alarms() {
    let template = Template::own();
    let linked: BTreeSet<String> = template.of_type(KIND).iter().map(anchor).collect();
    let written: BTreeSet<String> = alarm_sections().into_keys().collect();
    assert_eq!(linked, written);
}

#[test]
fn every_section_names_its_alarms_and_says_what_they_mean_where_to_look_and_what_to_run() {
    let sections = alarm_sections();
    for alarm in Template::own().of_type(KIND) {
        let section = sections.get(&anchor(&alarm)).expect("a section");
        assert!(section.contains(&format!("`{}`", alarm.name)), "{} is not named", alarm.name);
    }
    for (anchor, section) in sections {
        for part in ["*Means:*", "*Look:*", "*Do:*", "```sh"] {
            assert!(section.contains(part), "{anchor} lacks {part}");
        }
    }
}

#[test]
fn alarms_on_our_own_metrics_name_one_that_is_counted_with_these_dimensions() {
    let counted = counted();
    let own: Vec<_> = Template::own().of_type(KIND).iter().filter_map(own_metric).collect();
    assert!(own.len() >= 7, "{own:?}");
    let filtered = filtered();
    for (alarm, metric) in own {
        assert!(
            counted.contains(&metric) || filtered.contains(&metric.name),
            "{alarm}: nobody counts {metric:?}"
        );
    }
}

/// The metrics that are taken from a log.
fn filtered() -> BTreeSet<String> {
    let template = Template::own();
    let filters = template.of_type("AWS::Logs::MetricFilter").into_iter();
    filters.map(|it| it.text("MetricTransformations/0/MetricName").to_owned()).collect()
}

#[test]
fn signature_failures_are_looked_at_by_source_in_a_metric_that_is_counted() {
    let template = Template::own();
    let query = "SignatureFailuresAlarm/Metrics/Fn::If/1/0/Expression/Fn::Sub";
    let query = template.property(query).as_str().expect("a query");
    let words = r#"SELECT SUM\((\w+)\) FROM SCHEMA\("Tidewaiter/\$\{AWS::StackName\}", (\w+), (\w+)\) WHERE outcome = '(\w+)' GROUP BY source"#;
    let found = regex::Regex::new(words).expect("a pattern");
    let found = found.captures(query).unwrap_or_else(|| panic!("{query}"));
    let dimensions = [&found[2], &found[3]].map(str::to_owned).into();
    let metric = Metric { name: found[1].to_owned(), dimensions };
    assert!(counted().contains(&metric), "nobody counts {metric:?}");
    let word = format!("\"{}\"", &found[4]);
    assert!(read("functions/ingress/src/answer.rs").contains(&word), "no outcome is {word}");
}

#[test]
fn api_gateway_writes_the_status_that_its_429s_are_counted_by() {
    let template = Template::own();
    let format = template.property("ApiStage/AccessLogSettings/Format").as_str().expect("a text");
    assert!(format.contains(r#""status":"$context.status""#), "{format}");
    let pattern = template.property("GatewayThrottledFilter/FilterPattern");
    assert_eq!(pattern, &json!(r#"{ $.status = "429" }"#));
}

/// A metric of ours.
fn own_metric(alarm: &Resource<'_>) -> Option<(String, Metric)> {
    let here = |pointer| {
        let value = alarm.property(pointer)?;
        // Where it depends on a parameter, what it is without Metrics Insights.
        Some(value.pointer("/Fn::If/2").unwrap_or(value))
    };
    let own = here("Namespace") == Some(&json!({"Fn::Sub": "Tidewaiter/${AWS::StackName}"}));
    let metric = here("MetricName").and_then(Value::as_str).expect("a metric");
    own.then(|| {
        let dimensions = alarm.property("Dimensions").and_then(Value::as_array).into_iter();
        let names = dimensions.flatten().filter_map(|it| it.get("Name")?.as_str());
        let dimensions = names.map(str::to_owned).collect();
        (alarm.name.to_owned(), Metric { name: metric.to_owned(), dimensions })
    })
}

#[test]
fn alarms_on_metrics_of_aws_name_one_that_there_is_with_its_dimensions() {
    for alarm in Template::own().of_type(KIND) {
        if own_metric(&alarm).is_some() {
            continue;
        }
        let dimensions =
            alarm.property("Dimensions").and_then(Value::as_array).expect("dimensions");
        let [dimension] = dimensions.as_slice() else { panic!("{}: one dimension", alarm.name) };
        let dimension = dimension.get("Name").and_then(Value::as_str).expect("a name");
        let metric = (alarm.text("Namespace"), alarm.text("MetricName"), dimension);
        assert!(OF_AWS.contains(&metric), "{}: {metric:?}", alarm.name);
    }
}

#[test]
fn every_alarm_tells_somebody_when_it_begins_and_when_it_ends() {
    for alarm in Template::own().of_type(KIND) {
        for actions in ["AlarmActions", "OKActions"] {
            assert_eq!(
                alarm.property(actions),
                Some(&json!([{"Ref": "AlarmTopic"}])),
                "{}",
                alarm.name
            );
        }
        assert!(
            alarm.property("TreatMissingData").is_some(),
            "{}: say what silence means",
            alarm.name
        );
    }
}

#[test]
fn the_namespace_of_the_alarms_is_the_one_that_the_functions_write_to() {
    let template = Template::own();
    let namespace = template.0.pointer("/Globals/Function/Environment/Variables/METRICS_NAMESPACE");
    assert_eq!(namespace, Some(&json!({"Fn::Sub": "Tidewaiter/${AWS::StackName}"})));
}
