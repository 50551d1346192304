//! Whoever deploys or operates may do what the commands do.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::{Template, linked_actions, read, root};
use regex::Regex;
use serde_json::Value;

/// What `CloudFormation` does in the name of whoever deploys: to make one, and to remove it.
const TAKES: [(&str, &[&str]); 23] = [
    ("AWS::ApiGatewayV2::Api", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::ApiMapping", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::DomainName", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::Integration", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::Route", &["apigateway:POST", "apigateway:DELETE"]),
    ("AWS::ApiGatewayV2::Stage", &["apigateway:POST", "logs:CreateLogDelivery"]),
    ("AWS::CloudWatch::Alarm", &["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"]),
    ("AWS::CloudWatch::Dashboard", &["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"]),
    (
        "AWS::DynamoDB::Table",
        &["dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups"],
    ),
    ("AWS::Events::Archive", &["events:CreateArchive", "events:DeleteArchive"]),
    ("AWS::Events::EventBus", &["events:CreateEventBus", "events:DeleteEventBus"]),
    ("AWS::Events::Rule", &["events:PutRule", "events:PutTargets", "events:DeleteRule"]),
    ("AWS::IAM::Role", &["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole", "iam:PassRole"]),
    (
        "AWS::Lambda::EventSourceMapping",
        &["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping"],
    ),
    ("AWS::Lambda::Function", &["lambda:CreateFunction", "lambda:DeleteFunction"]),
    ("AWS::Lambda::Permission", &["lambda:AddPermission", "lambda:RemovePermission"]),
    ("AWS::Logs::LogGroup", &["logs:CreateLogGroup", "logs:PutRetentionPolicy"]),
    ("AWS::Logs::MetricFilter", &["logs:PutMetricFilter", "logs:DeleteMetricFilter"]),
    ("AWS::S3::Bucket", &["s3:CreateBucket", "s3:PutLifecycleConfiguration"]),
    ("AWS::S3::BucketPolicy", &["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]),
    ("AWS::SNS::Subscription", &["sns:Subscribe", "sns:Unsubscribe"]),
    ("AWS::SQS::Queue", &["sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:DeleteQueue"]),
    (
        // With its version, its alias and its canary.
        "AWS::Serverless::Function",
        &[
            "lambda:CreateFunction",
            "lambda:PublishVersion",
            "lambda:UpdateAlias",
            "lambda:PutFunctionRecursionConfig",
            "codedeploy:CreateDeployment",
            "iam:AttachRolePolicy",
        ],
    ),
];

/// Set by the attributes of another resource.
const BY_ATTRIBUTES: [&str; 2] = ["AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"];

/// The calls whose permission has another name.
const ASKS_FOR: [(&str, &str); 1] = [("s3:HeadBucket", "s3:ListBucket")];

fn allowed(policy: &str) -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(&read(policy)).expect("JSON");
    let statements = policy.get("Statement").and_then(Value::as_array).expect("statements");
    let actions =
        statements.iter().flat_map(|statement| match statement.get("Action").expect("an action") {
            Value::Array(actions) => actions.clone(),
            action => vec![action.clone()],
        });
    actions.map(|action| action.as_str().expect("a text").to_owned()).collect()
}

/// The AWS calls in the Python of a directory, by their permissions. A variable that holds a client
/// is named after its service there.
fn called(directory: &str) -> BTreeSet<String> {
    let call = Regex::new(
        r#"(?:client\("(\w+)"\)|\b(cloudformation|cloudwatch|dynamodb|events|sns|sqs))\.(?:get_paginator\("(\w+)"|([a-z]+_?[a-z_]*)\b)"#,
    );
    let call = call.expect("a pattern");
    let files = std::fs::read_dir(root().join(directory)).expect("a directory");
    let sources = files.map(|file| file.expect("a file").path());
    let sources = sources.filter(|path| path.extension().is_some_and(|it| it == "py"));
    let text: String = sources.map(|path| std::fs::read_to_string(path).expect("it")).collect();
    let found = call.captures_iter(&text).filter_map(|found| {
        let service = found.get(1).or(found.get(2))?.as_str().to_owned();
        let method = found.get(3).or(found.get(4))?.as_str();
        let aws = !["meta", "get_waiter", "amazonaws"].contains(&method);
        aws.then(|| permission(&format!("{service}:{}", camel(method))))
    });
    found.collect()
}

fn camel(method: &str) -> String {
    let words = method.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

fn permission(call: &str) -> String {
    let found = ASKS_FOR.iter().find(|(name, _)| *name == call);
    found.map_or(call, |(_, permission)| *permission).to_owned()
}

fn missing(policy: &str, needed: &BTreeSet<String>) -> Vec<String> {
    needed.difference(&allowed(policy)).cloned().collect()
}

#[test]
fn whoever_deploys_may_make_the_calls_of_make_deploy() {
    let calls = called("infra/deploy");
    assert!(calls.len() >= 12, "{calls:?}");
    assert_eq!(missing("infra/iam/deploy.json", &calls), Vec::<String>::new());
}

#[test]
fn whoever_deploys_may_make_and_remove_every_resource_of_the_template() {
    let template = Template::own();
    let types = template.section("Resources").into_values();
    let types: BTreeSet<&str> =
        types.map(|it| it.get("Type").and_then(Value::as_str).expect("a type")).collect();
    for kind in types {
        if BY_ATTRIBUTES.contains(&kind) || kind == "AWS::SNS::Topic" {
            continue;
        }
        let takes = TAKES.iter().find(|(name, _)| *name == kind);
        let (_, takes) = takes.unwrap_or_else(|| panic!("{kind}: say what it takes"));
        let needed = takes.iter().map(|action| (*action).to_owned()).collect();
        assert_eq!(missing("infra/iam/deploy.json", &needed), Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn whoever_operates_may_make_the_calls_of_the_command_and_of_the_smoke_test() {
    let mut calls = called("infra/smoke");
    assert!(calls.len() >= 12, "{calls:?}");
    calls.extend(linked_actions("tidewaiter"));
    assert_eq!(missing("infra/iam/operate.json", &calls), Vec::<String>::new());
}

#[test]
fn neither_policy_is_too_long_nor_allows_everything_of_a_service() {
    for policy in ["infra/iam/deploy.json", "infra/iam/operate.json"] {
        let length = read(policy).chars().filter(|char| !char.is_whitespace()).count();
        assert!(length <= 6144, "{policy}: a managed policy has 6144 characters, not {length}");
        assert!(allowed(policy).iter().all(|action| !action.contains('*')), "{policy}");
    }
}
