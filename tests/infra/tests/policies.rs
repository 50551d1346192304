//! What a function may do is what its program can do.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use infra::{Template, linked_actions};
use serde_json::Value;

/// Nobody's call in the program: Lambda makes them in the function's name, or S3 asks for them.
const BESIDE: [(&str, &[&str]); 5] = [
    (
        "ingress",
        &[
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            // Secrets Manager decrypts in the function's name, where the key is a customer's.
            "kms:Decrypt",
        ],
    ),
    (
        "consumer",
        &[
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            // The event source mapping polls the queue and deletes what is acknowledged.
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            // Without it, S3 answers 403 where there is nothing.
            "s3:ListBucket",
            "kms:Decrypt",
        ],
    ),
    ("dispatcher", &["logs:CreateLogStream", "logs:PutLogEvents"]),
    ("reconcile", &["logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt"]),
    (
        "publish",
        &[
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            // The mapping reads the stream, and leaves what it gives up in the queue.
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
            "sqs:SendMessage",
        ],
    ),
];

/// The statements of a role.
fn statements<'t>(template: &'t Template, role: &str) -> Vec<&'t Value> {
    let policies = template.property(&format!("{role}/Policies")).as_array().expect("policies");
    let documents =
        policies.iter().filter_map(|policy| policy.pointer("/PolicyDocument/Statement"));
    documents.filter_map(Value::as_array).flatten().map(at_most).collect()
}

/// A statement that a parameter asks for counts as there.
fn at_most(statement: &Value) -> &Value {
    statement.pointer("/Fn::If/1").unwrap_or(statement)
}

fn actions(statement: &Value) -> Vec<String> {
    match statement.get("Action").expect("an action") {
        Value::String(action) => vec![action.clone()],
        Value::Array(actions) => {
            actions.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_function_may_do_what_it_calls_and_nothing_else() {
    let template = Template::own();
    for (function, beside) in BESIDE {
        let role =
            format!("{}{}Role", function.get(..1).expect("a name").to_uppercase(), &function[1..]);
        let allowed: BTreeSet<String> =
            statements(&template, &role).into_iter().flat_map(actions).collect();
        let mut needed = linked_actions(function);
        assert!(!needed.is_empty(), "{function}: no calls were found in its program: {needed:?}");
        needed.extend(beside.iter().map(|action| (*action).to_owned()));
        assert_eq!(allowed, needed, "{function}: allowed, and needed");
    }
}

#[test]
fn every_function_has_a_role_of_its_own() {
    let template = Template::own();
    let mut functions: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for function in template.of_type("AWS::Serverless::Function") {
        let role = function.property("Role").expect("a role of its own").to_string();
        functions.entry(role).or_default().push(function.name);
    }
    assert!(functions.values().all(|sharing| sharing.len() == 1), "{functions:?}");
    assert_eq!(functions.len(), BESIDE.len(), "a new function belongs into this test");
}

#[test]
fn no_role_reaches_beyond_the_stack_but_where_aws_knows_no_names() {
    let template = Template::own();
    let mut wide = BTreeSet::new();
    for role in template.of_type("AWS::IAM::Role") {
        for statement in statements(&template, role.name) {
            assert_eq!(statement.get("Effect").and_then(Value::as_str), Some("Allow"));
            let of_everything = statement.get("Resource").and_then(Value::as_str) == Some("*");
            for action in actions(statement) {
                assert!(!action.contains('*'), "{}: {action}", role.name);
                if of_everything {
                    wide.insert(action);
                }
            }
        }
    }
    assert_eq!(wide, BTreeSet::from(["dynamodb:ListStreams".to_owned()]));
}
