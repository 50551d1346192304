//! Asks `CloudFormation` where everything of a stack is.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_cloudformation::error::ProvideErrorMetadata;
use aws_sdk_cloudformation::error::SdkError;
use aws_sdk_cloudformation::operation::describe_stacks::DescribeStacksError;
use aws_sdk_cloudformation::types;
use thiserror::Error;

use crate::outputs::Described;
use crate::stack::Stack;
use crate::trouble::Told;

/// There is no stack of this name where it was looked for.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "no stack {name} in {region} in this account: `aws cloudformation list-stacks` lists what is \
     there; --region and --profile look elsewhere"
)]
pub(crate) struct NoSuchStack {
    name: String,
    region: String,
}

/// The stack of this name.
pub(crate) async fn stack(name: &str, config: &SdkConfig) -> anyhow::Result<Stack> {
    let client = aws_sdk_cloudformation::Client::new(config);
    let response = client.describe_stacks().stack_name(name).send().await;
    if response.as_ref().is_err_and(is_no_such_stack) {
        return Err(not_found(name, config).into());
    }
    let response = response.told(&format!("cannot ask CloudFormation about the stack {name}"))?;
    let found = response.stacks.unwrap_or_default().into_iter().next();
    let found = found.ok_or_else(|| not_found(name, config))?;
    Ok(described(found).stack()?)
}

/// `DescribeStacks` has no error of its own for it.
fn is_no_such_stack(error: &SdkError<DescribeStacksError>) -> bool {
    let said = error.message().unwrap_or_default();
    error.code() == Some("ValidationError") && said.contains("does not exist")
}

fn not_found(name: &str, config: &SdkConfig) -> NoSuchStack {
    let region = config.region().map_or("no region", AsRef::as_ref).to_owned();
    NoSuchStack { name: name.to_owned(), region }
}

fn described(stack: types::Stack) -> Described {
    let outputs = stack.outputs.unwrap_or_default().into_iter();
    let outputs: BTreeMap<_, _> =
        outputs.filter_map(|output| Some((output.output_key?, output.output_value?))).collect();
    let name = stack.stack_name.unwrap_or_default();
    Described { name, id: stack.stack_id.unwrap_or_default(), outputs }
}
