//! The command as scripts see it: exit codes, and what is on stdout and on stderr.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

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
    assert_eq!(sources, Some(9));
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

/// A file of a test's own.
fn file(name: &str, text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_str().expect("a path").to_owned()
}

/// The codes of what may be wrong.
fn codes(output: &Output) -> Vec<Value> {
    let report = stdout(output);
    let explanations = report.get("explanations").and_then(Value::as_array).expect("a list");
    let reasons = explanations.iter().filter_map(Value::as_array).flatten();
    reasons.filter_map(|reason| reason.get("code").cloned()).collect()
}

#[test]
fn a_captured_event_is_judged_as_of_when_it_came_and_no_secret_is_said() {
    let secret = file("erp.secret", "tidewaiter-sample-secret\n");
    let old = file("erp.old", "tidewaiter-former-secret\n");
    let verify = |event: &str, secrets: &str| {
        let output = tidewaiter(&format!("verify events/ingress/{event}.json --json {secrets}"));
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), stderr(&output));
        assert!(!said.contains("sample-secret") && !said.contains("former-secret"), "{said}");
        output
    };
    let own = format!("--secret-file {secret}");
    let good = verify("good", &own);
    assert_eq!((code(&good), codes(&good)), (0, vec![]));
    let bad = verify("bad-signature", &own);
    assert_eq!(code(&bad), 1);
    let rotated = verify("good", &format!("--secret-file {old} --previous-secret-file {secret}"));
    assert_eq!((code(&rotated), codes(&rotated)), (1, vec!["previous_secret".into()]));
    assert_eq!(code(&verify("good", "")), 2, "no secret");
}

#[test]
fn with_its_secret_at_hand_a_request_is_judged_without_aws() {
    let secret = file("offline.secret", "tidewaiter-sample-secret");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let verify = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.current_dir(root).env_remove("TIDEWAITER_STACK");
        command.env("TIDEWAITER_STACK_NAME", "production").env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "x").env("AWS_SECRET_ACCESS_KEY", "x");
        command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        command.args(["verify", "events/ingress/good.json"]).args(more).output().expect("it runs")
    };
    let offline = verify(&["--secret-file", &secret]);
    assert_eq!((code(&offline), stderr(&offline)), (0, String::new()));
    // The same without the file: the secret is to be read from AWS, which is not there.
    assert_eq!(code(&verify(&[])), 3);
}

#[test]
fn a_raw_request_and_flags_say_the_same() {
    let secret = file("raw.secret", "tidewaiter-sample-secret");
    let event = include_str!("../../../events/ingress/good.json");
    let event: Value = serde_json::from_str(event).expect("JSON");
    let name = "x-webhook-signature";
    let signature = event["headers"][name].as_str().expect("a signature");
    let body = event["body"].as_str().expect("a body");
    let head =
        format!("POST /webhook/v1/erp HTTP/1.1\r\nHost: a.example\r\n{name}: {signature}\r\n\r\n");
    let raw = file("raw.http", &format!("{head}{body}"));
    let secret = format!("--secret-file {secret} --json");
    assert_eq!(code(&tidewaiter(&format!("verify {raw} {secret}"))), 0);
    let changed = file("changed.http", &format!("{head}{body}\n"));
    let changed = tidewaiter(&format!("verify {changed} {secret}"));
    assert_eq!((code(&changed), codes(&changed)), (1, vec!["body_changed".into()]));
    let body = file("raw.body", body);
    let flags = format!("verify --source erp --body {body} --header {name}:{signature} {secret}");
    assert_eq!(code(&tidewaiter(&flags)), 0);
    assert_eq!(code(&tidewaiter(&format!("verify {secret}"))), 2, "nothing was captured");
}

#[test]
fn a_bad_catalogue_is_told_with_every_problem_before_any_stack_is_asked() {
    let catalogue = file("bad.csv", "sku,description,revision\nA-1,,1\nA-2,Mug,x\n");
    let output = tidewaiter(&format!("backfill {catalogue} --source erp --json"));
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    let problem = |place: usize| {
        let problem = &stdout(&output)["problems"][place];
        [problem["line"].clone(), problem["column"].clone()]
    };
    assert_eq!(problem(0), [json!(2), json!("description")]);
    assert_eq!(problem(1), [json!(3), json!("revision")]);
    for line in [
        format!("backfill {catalogue} --source nobody"),
        format!("backfill {catalogue} --source warehouse"),
        format!("backfill {catalogue} --source erp --as-of 7 --version-column revision"),
        "backfill - --source erp".to_owned(),
    ] {
        assert_eq!(code(&tidewaiter(&line)), 2, "{line}");
    }
}

#[test]
fn shells_and_manuals_get_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let output = tidewaiter(&format!("completions {shell}"));
        let script = String::from_utf8_lossy(&output.stdout).into_owned();
        for command in ["backfill", "classify", "verify"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    let page = tidewaiter("man");
    assert!(String::from_utf8_lossy(&page.stdout).contains("tidewaiter"));
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    let line = format!("man --dir {}", directory.to_str().expect("a path"));
    assert_eq!(code(&tidewaiter(&line)), 0);
    assert!(directory.join("tidewaiter-backfill.1").exists());
}

#[test]
fn each_of_these_commands_shows_an_example() {
    for command in
        ["verify", "backfill", "classify", "results show", "results export", "results history"]
    {
        let output = tidewaiter(&format!("{command} --help"));
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(help.contains("Example") && help.contains("tidewaiter "), "{command}: {help}");
    }
}
