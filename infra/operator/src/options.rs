//! What every command takes.

use std::path::PathBuf;

use clap::Args;

const STACK_NAME: &str =
    "A stack on AWS, by its name in CloudFormation [env: TIDEWAITER_STACK_NAME]";
const STACK: &str = "The file that says where a local stack is; `make up` writes it \
    [env: TIDEWAITER_STACK] [default: .local/stack.json]";
const PROFILE: &str = "The profile of the AWS configuration to use [env: AWS_PROFILE]";
const REGION: &str = "The region of the stack on AWS [env: AWS_REGION]";

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Options {
    /// A stack on AWS.
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "stack", help = STACK_NAME)]
    pub stack_name: Option<String>,
    /// A stack file.
    #[arg(long, global = true, value_name = "FILE", help = STACK)]
    pub stack: Option<PathBuf>,
    /// Whose credentials.
    #[arg(long, global = true, value_name = "NAME", help = PROFILE)]
    pub profile: Option<String>,
    /// Where the stack on AWS is.
    #[arg(long, global = true, value_name = "NAME", help = REGION)]
    pub region: Option<String>,
    /// The sources file [default: the local stack's, else infra/sources.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Answer in JSON, on stdout
    #[arg(long, global = true)]
    pub json: bool,
}
