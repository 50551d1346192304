//! What every command takes.

use std::path::PathBuf;

use clap::Args;

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Options {
    /// A stack on AWS, by its name in CloudFormation [env: TIDEWAITER_STACK_NAME]
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "stack")]
    pub stack_name: Option<String>,
    /// The file that says where a local stack is; `make up` writes it [env: TIDEWAITER_STACK]
    /// [default: .local/stack.json]
    #[arg(long, global = true, value_name = "FILE")]
    pub stack: Option<PathBuf>,
    /// The profile of the AWS configuration to use [env: AWS_PROFILE]
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// The region of the stack on AWS [env: AWS_REGION]
    #[arg(long, global = true, value_name = "NAME")]
    pub region: Option<String>,
    /// The sources file [default: the local stack's, else infra/sources.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Answer in JSON, on stdout
    #[arg(long, global = true)]
    pub json: bool,
}
