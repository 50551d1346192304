//! What is counted arrives in the log, however much there is of it.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::process::Command;

use serde_json::Value;
use telemetry::Metrics;

const VALUES: usize = 1_234;

/// The other half of the test below: metrics belong to a process, and so does its output.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn observes_many_values() {
    let metrics = Metrics::init("Tidewaiter/test".to_owned());
    for value in 0..VALUES {
        let value = u32::try_from(value).expect("a small number");
        metrics::histogram!("seconds", "source" => "catalog").record(f64::from(value));
    }
    metrics.flush();
}

#[test]
fn no_value_is_dropped_and_no_line_holds_more_than_cloudwatch_takes() {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "observes_many_values", "--ignored", "--nocapture"])
        .output()
        .expect("it runs");
    let output = String::from_utf8(child.stdout).expect("text");
    let starts =
        output.lines().filter_map(|line| line.find("{\"_aws\"").map(|at| line.split_at(at).1));
    let lines: Vec<Value> = starts.map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let values = |line: &Value| line.get("seconds").and_then(Value::as_array).map_or(0, Vec::len);
    assert_eq!(lines.iter().map(values).sum::<usize>(), VALUES);
    assert!(lines.iter().all(|line| values(line) <= 100));
    let namespaces = lines.iter().filter_map(|line| {
        line.pointer("/_aws/CloudWatchMetrics/0/Namespace").and_then(Value::as_str)
    });
    assert!(namespaces.clone().count() > 0 && namespaces.clone().all(|it| it == "Tidewaiter/test"));
}
