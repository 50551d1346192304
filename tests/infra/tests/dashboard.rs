//! The dashboard shows what there is.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::{Metric, Template, counted};
use regex::Regex;
use serde_json::Value;

/// The dashboard as `CloudFormation` fills it in, with every name as its own value, every number 1.
fn dashboard() -> Value {
    let template = Template::own();
    let body = template.property("Dashboard/DashboardBody");
    let body = body.get("Fn::Sub").and_then(Value::as_str).expect("a text to fill in");
    let number = Regex::new(r"\$\{(OldestPendingSeconds|PricePer\w+)\}").expect("a pattern");
    let name = Regex::new(r"\$\{([\w:.]+)\}").expect("a pattern");
    let filled = number.replace_all(body, "1");
    serde_json::from_str(&name.replace_all(&filled, "$1")).expect("JSON")
}

fn widgets(kind: &str) -> Vec<Value> {
    let dashboard = dashboard();
    let widgets = dashboard.get("widgets").and_then(Value::as_array).expect("widgets");
    let found =
        widgets.iter().filter(|widget| widget.get("type").and_then(Value::as_str) == Some(kind));
    found.cloned().collect()
}

/// Every row of every widget's `metrics`.
fn rows() -> Vec<Vec<Value>> {
    let widgets = widgets("metric");
    let rows =
        widgets.iter().filter_map(|widget| widget.pointer("/properties/metrics")?.as_array());
    rows.flatten().map(|row| row.as_array().expect("a row").clone()).collect()
}

fn expressions() -> Vec<String> {
    let rows = rows().into_iter();
    let expressions =
        rows.filter_map(|row| row.first()?.get("expression")?.as_str().map(str::to_owned));
    expressions.collect()
}

#[test]
fn searches_name_metrics_that_are_counted_with_these_dimensions() {
    let search = Regex::new(
        r#"SEARCH\('\{"Tidewaiter/AWS::StackName",([a-z,_]+)\} MetricName="([a-z_]+)"( ([a-z]+)="[a-z_ ]+")?', '(Sum|Maximum|p\d+)', 300\)"#,
    );
    let search = search.expect("a pattern");
    let counted = counted();
    let mut names = BTreeSet::new();
    for expression in expressions() {
        let found: Vec<_> = search.captures_iter(&expression).collect();
        assert_eq!(found.len(), expression.matches("SEARCH").count(), "{expression}");
        for found in found {
            let dimensions: BTreeSet<_> = found[1].split(',').map(str::to_owned).collect();
            let restricted = found.get(4).is_none_or(|it| dimensions.contains(it.as_str()));
            assert!(restricted, "{expression}");
            let metric = Metric { name: found[2].to_owned(), dimensions };
            assert!(counted.contains(&metric), "nobody counts {metric:?}");
            names.insert(metric.name);
        }
    }
    let asked = [
        "api_calls",
        "api_items",
        "api_seconds",
        "deliveries",
        "end_to_end_seconds",
        "event_causes",
        "event_steps",
        "events_dispatched",
        "events_recovered_by_poll",
        "feed_reads",
        "waiting_events",
    ];
    assert_eq!(names, asked.map(str::to_owned).into());
}

#[test]
fn metrics_of_our_own_named_without_a_search_are_counted_without_dimensions() {
    let own =
        rows().into_iter().filter(|row| row.first() == Some(&"Tidewaiter/AWS::StackName".into()));
    let names: Vec<_> = own.map(|row| row[1].as_str().expect("a name").to_owned()).collect();
    assert!(!names.is_empty());
    let counted = counted();
    for name in names {
        assert!(
            counted.contains(&Metric { name: name.clone(), dimensions: BTreeSet::new() }),
            "{name}"
        );
    }
}

#[test]
fn identifiers_of_expressions_are_defined_before_they_are_used() {
    let ids: BTreeSet<String> = rows()
        .iter()
        .filter_map(|row| row.first()?.get("id")?.as_str().map(str::to_owned))
        .collect();
    let word = Regex::new(r"\b[a-z]+\b").expect("a pattern");
    for expression in expressions().iter().filter(|expression| !expression.contains("SEARCH")) {
        let words: Vec<_> = word.find_iter(expression).map(|found| found.as_str()).collect();
        assert!(!words.is_empty() && words.iter().all(|it| ids.contains(*it)), "{expression}");
    }
}

#[test]
fn every_alarm_is_on_the_dashboard() {
    let template = Template::own();
    let alarms = template.of_type("AWS::CloudWatch::Alarm").into_iter();
    // Not those that are there by a parameter: the dashboard cannot name what may not be.
    let alarms = alarms.filter(|alarm| alarm.value.get("Condition").is_none());
    let alarms: BTreeSet<_> = alarms.map(|alarm| format!("{}.Arn", alarm.name)).collect();
    let shown = widgets("alarm");
    let [shown] = shown.as_slice() else { panic!("one widget") };
    let shown = shown.pointer("/properties/alarms").and_then(Value::as_array).expect("alarms");
    assert_eq!(
        shown.iter().filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>(),
        alarms
    );
}

#[test]
fn no_two_widgets_overlap_and_none_leaves_the_page() {
    let place =
        |widget: &Value, name: &str| widget.get(name).and_then(Value::as_u64).expect("a number");
    let dashboard = dashboard();
    let widgets = dashboard.get("widgets").and_then(Value::as_array).expect("widgets").clone();
    let mut taken = BTreeSet::new();
    for widget in widgets {
        let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| place(&widget, name));
        assert!(x + width <= 24, "{widget}");
        for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            assert!(taken.insert(cell), "{cell:?}");
        }
    }
}
