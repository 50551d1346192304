//! A stack is found by its name in `CloudFormation`.

use stack::Stack;

use crate::command::{Ran, command, ran};

/// The local AWS in the place of the real one, for somebody who is signed in.
async fn on_aws(stack: &Stack, line: &[&str]) -> Ran {
    let mut command = command(line);
    command.env("AWS_ENDPOINT_URL", &stack.file.endpoint_url).env_remove("TIDEWAITER_STACK");
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
    ran(command).await
}

#[tokio::test]
async fn a_stack_is_found_by_its_name_and_named_in_every_answer() {
    let stack = Stack::open().await;
    let line = [
        "status",
        "--json",
        "--region",
        &stack.file.region,
        "--stack-name",
        &stack.file.stack_name,
    ];
    let status = on_aws(&stack, &line).await;
    assert_eq!(status.code, 0, "{status:?}");
    let label = status.json()["stack"].as_str().expect("a label").to_owned();
    assert!(label.starts_with(&format!("{}, account ", stack.file.stack_name)), "{label}");
    assert!(label.ends_with(&stack.file.region), "{label}");
}

#[tokio::test]
async fn a_stack_that_is_not_there_says_where_it_was_looked_for() {
    let stack = Stack::open().await;
    let line = ["status", "--region", &stack.file.region, "--stack-name", "nobody"];
    let status = on_aws(&stack, &line).await;
    assert_eq!(status.code, 1, "{status:?}");
    assert!(status.stderr.contains("no stack nobody in"), "{status:?}");
    assert!(status.stderr.contains("--region"), "{status:?}");
}

#[tokio::test]
async fn a_local_aws_that_is_gone_is_trouble_that_says_what_to_do() {
    let mut command = command(&["status", "--region", "us-east-1", "--stack-name", "any"]);
    command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").env_remove("TIDEWAITER_STACK");
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
    let status = ran(command).await;
    assert_eq!(status.code, 3, "{status:?}");
    assert!(status.stderr.contains("no answer"), "{status:?}");
}
