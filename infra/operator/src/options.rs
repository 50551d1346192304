//! What every command takes.

use std::path::PathBuf;

use clap::Args;

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// The file that says where everything is; `make up` writes it
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TIDEWAITER_STACK",
        default_value = ".local/stack.json"
    )]
    pub stack: PathBuf,
    /// The sources file [default: the stack's, else infra/sources.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub sources: Option<PathBuf>,
    /// Answer in JSON, on stdout
    #[arg(long, global = true)]
    pub json: bool,
}
