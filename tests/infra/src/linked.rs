//! Which AWS calls a program can make: those whose code the linker found a use for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use object::{Object, ObjectSymbol};
use regex::Regex;
use serde_json::Value;

/// What one call may do, whose permissions are those of its parts.
const PARTS: [(&str, &[&str]); 1] = [(
    "dynamodb:TransactWriteItems",
    &["dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
)];

/// Linked, and not called by any code of ours.
const UNUSED: [(&str, &str); 5] = [
    ("s3:CreateSession", "the S3 client's own, for directory buckets"),
    (
        "sts:AssumeRole",
        "the credential chain's own, for profiles; Lambda has keys in its environment",
    ),
    ("sts:AssumeRoleWithWebIdentity", "the credential chain's own, for clusters"),
    ("sso:GetRoleCredentials", "the credential chain's own, by the token of who signed in"),
    ("ssooidc:CreateToken", "the same, when the token is renewed"),
];

/// What the calls ask for whose permission has another name.
const ASKS_FOR: [(&str, &str); 6] = [
    ("cloudwatchlogs:FilterLogEvents", "logs:FilterLogEvents"),
    ("eventbridge:PutEvents", "events:PutEvents"),
    // And `s3:GetObject`, which whoever copies has anyway.
    ("s3:CopyObject", "s3:PutObject"),
    ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
    ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
    ("sqs:SendMessageBatch", "sqs:SendMessage"),
];

/// The IAM actions of the calls that a function's program holds.
///
/// Each operation of an SDK is a type, and its code stays in the program only if something calls
/// it: what is linked is what can be called, whatever the source looks like.
pub fn linked_actions(function: &str) -> BTreeSet<String> {
    let program = programs().join(function);
    let bytes =
        std::fs::read(&program).unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let file = object::File::parse(bytes.as_slice()).expect("a program");
    let operation =
        Regex::new("^aws_sdk_([a-z0-9]+)::operation::[a-z0-9_]+::([A-Za-z0-9]+)::orchestrate");
    let operation = operation.expect("a pattern");
    let names = file.symbols().filter_map(|symbol| symbol.name().ok());
    let names = names.filter(|name| name.contains("orchestrate")).map(demangled);
    let actions = names.filter_map(|name| {
        let found = operation.captures(&name)?;
        Some(format!("{}:{}", found.get(1)?.as_str(), found.get(2)?.as_str()))
    });
    actions
        .filter(|action| !UNUSED.iter().any(|(name, _)| name == action))
        .flat_map(asks_for)
        .collect()
}

fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

fn asks_for(action: String) -> Vec<String> {
    if let Some((_, parts)) = PARTS.iter().find(|(name, _)| *name == action) {
        return parts.iter().map(|part| (*part).to_owned()).collect();
    }
    let found = ASKS_FOR.iter().find(|(name, _)| *name == action);
    vec![found.map_or(action, |(_, permission)| (*permission).to_owned())]
}

/// Where the programs are, built if they are not: as the local stack builds them, so that each
/// library is built once.
fn programs() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> PathBuf {
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(crate::repository::root())
            .output();
        let output = output.expect("cargo runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {arguments:?}: {said}");
        output.stdout
    };
    let bins = ["ingress", "consumer", "dispatcher", "reconcile", "publish", "tidewaiter"];
    let bins = bins.map(|program| format!("--bin={program}"));
    let bins: Vec<&str> = bins.iter().map(String::as_str).collect();
    cargo(&[&["build", "--workspace", "--quiet"], bins.as_slice()].concat());
    let metadata = cargo(&["metadata", "--no-deps", "--format-version=1"]);
    let metadata: Value = serde_json::from_slice(&metadata).expect("JSON");
    let target = metadata.get("target_directory").and_then(Value::as_str).expect("a directory");
    PathBuf::from(target).join("debug")
}
