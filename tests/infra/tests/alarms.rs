//! Every alarm has its section in the runbook, and its metric in the code or at AWS.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::{Resource, Template, alarm_sections, counted};
use serde_json::{Value, json};

const KIND: &str = "AWS::CloudWatch::Alarm";

/// The metrics of AWS that alarms watch, with the dimensions that AWS gives them.
const OF_AWS: [(&str, &str, &str); 7] = [
    ("AWS/ApiGateway", "5xx", "ApiId"),
    ("AWS/DynamoDB", "WriteThrottleEvents", "TableName"),
    ("AWS/Lambda", "Errors", "FunctionName"),
    ("AWS/Lambda", "IteratorAge", "FunctionName"),
    ("AWS/Lambda", "Throttles", "FunctionName"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName"),
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
fn alarms_on_our_own_metrics_name_one_that_is_counted_without_dimensions() {
    let counted = counted();
    let own: Vec<_> = Template::own().of_type(KIND).iter().filter_map(own_metric).collect();
    assert!(own.len() >= 7, "{own:?}");
    for (alarm, metric) in own {
        let found = counted.iter().any(|it| it.name == metric && it.dimensions.is_empty());
        assert!(found, "{alarm}: nobody counts {metric} without dimensions");
    }
}

/// The name of a metric of ours, which has no dimensions.
fn own_metric(alarm: &Resource<'_>) -> Option<(String, String)> {
    let own =
        alarm.property("Namespace") == Some(&json!({"Fn::Sub": "Tidewaiter/${AWS::StackName}"}));
    assert!(!own || alarm.property("Dimensions").is_none(), "{}", alarm.name);
    own.then(|| (alarm.name.to_owned(), alarm.text("MetricName").to_owned()))
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
