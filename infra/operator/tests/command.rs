//! The command as scripts see it: exit codes, and what is on stdout and on stderr.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::process::{Command, Output};

use serde_json::{Value, json};

/// Runs the command at the repository's root, with no stack.
fn tidewaiter(line: &str) -> Output {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command.current_dir(root).env("TIDEWAITER_STACK", "/nowhere/stack.json");
    command.args(line.split(' ')).output().expect("the command runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stdout(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn a_good_sources_file_is_a_success() {
    let output = tidewaiter("sources check --json");
    assert_eq!((code(&output), stderr(&output)), (0, String::new()));
    let sources = stdout(&output)["sources"].as_array().map(Vec::len);
    assert_eq!(sources, Some(6));
}

#[test]
fn a_bad_sources_file_is_a_failure_for_programs_and_for_people() {
    let output = tidewaiter("sources check --json --sources Cargo.toml");
    assert_eq!(code(&output), 1);
    assert!(stdout(&output)["problems"].as_array().is_some_and(|problems| !problems.is_empty()));
    assert!(stderr(&output).contains("Cargo.toml: "), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_done_as_asked_is_told_from_what_failed() {
    let body = "--body events/bodies/erp-ping.json";
    let secret = "--secret tidewaiter-sample-secret";
    for (line, expected) in [
        (format!("sign --source erp {body} {secret}"), 0),
        (format!("sign --source erp {body}"), 1),
        (format!("send --source erp {body} {secret} --url http://127.0.0.1:9"), 1),
        (format!("sign --source nobody {body} {secret}"), 2),
        (format!("sign --source erp {body} {secret} --curl"), 2),
        (format!("send --source erp {body} {secret} --tamper stale"), 2),
        ("results show".to_owned(), 1),
        ("nonsense".to_owned(), 2),
    ] {
        let output = tidewaiter(&line);
        assert_eq!(code(&output), expected, "{line}: {}", stderr(&output));
        assert_eq!(stderr(&output).is_empty(), expected == 0, "{line}");
    }
}

#[test]
fn the_headers_are_those_of_the_sample_event() {
    let body = "events/bodies/erp-article-released.json";
    let line = format!("sign --json --source erp --secret tidewaiter-sample-secret --body {body}");
    let event = include_str!("../../../events/ingress/good.json");
    let event: Value = serde_json::from_str(event).expect("JSON");
    let name = "x-webhook-signature";
    let expected = json!({name: event["headers"][name]});
    assert_eq!(stdout(&tidewaiter(&line))["headers"], expected);
}

#[test]
fn a_dry_run_says_by_its_code_whether_all_would_be_worked_on() {
    let erp = "sources explain --source erp --body events/bodies/erp";
    let pim = "sources explain --source pim --body events/bodies/pim-product-changed.json";
    for (line, expected) in [
        (format!("{erp}-article-released.json"), 0),
        (format!("{erp}-ping.json --header X-Request-Id:r1"), 0),
        (format!("{erp}-unlisted-type.json"), 1),
        (format!("{erp}-malformed.json"), 1),
        (format!("{pim} --fetched events/bodies/erp-malformed.json"), 1),
        (format!("{erp}-ping.json --id e1"), 2),
        (format!("{erp}-ping.json --header nonsense"), 2),
        (format!("{erp}-ping.json --fetched Cargo.toml"), 2),
    ] {
        let output = tidewaiter(&line);
        assert_eq!(code(&output), expected, "{line}: {}", stderr(&output));
        assert_eq!(stderr(&output).is_empty(), expected < 2, "{line}");
    }
}

#[test]
fn a_dry_run_needs_no_network_and_shows_what_would_be_asked() {
    let body = "events/bodies/erp-article-released.json";
    let output = tidewaiter(&format!("sources explain --json --source erp --body {body}"));
    let work = stdout(&output)["work"].take();
    let item = |place: usize| {
        let item = &work["items"][place];
        [&item["id"], &item["version"], &item["version_kind"], &item["lineage"]].map(Value::clone)
    };
    let expected = |id: &str, version: &str| [id, version, "sequence", "erp"].map(Value::from);
    assert_eq!(item(0), expected("ERP-100-A", "7"));
    assert_eq!(item(1), expected("ERP-100-B", "2"));
}

#[test]
fn the_secret_is_never_printed() {
    let line = "sign --source catalog --body events/bodies/erp-ping.json --secret hunter2-hunter2";
    let output = tidewaiter(line);
    assert_eq!(code(&output), 1);
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
}
