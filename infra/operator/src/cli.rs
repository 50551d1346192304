//! The command line: what every command takes, and the list of commands.

use std::path::PathBuf;

use clap::{Args, Parser};

use crate::commands::Command;

/// Signed webhooks in, one recorded classification per product and version out.
#[derive(Debug, Parser)]
#[command(name = "tidewaiter", version, propagate_version = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 failed, or what was asked about is not so; 2 not asked rightly.";

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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_may_stand_before_and_after_a_command() {
        for line in [
            "tidewaiter --stack s.json --json sources check",
            "tidewaiter sources check --json --stack s.json",
        ] {
            let cli = Cli::try_parse_from(line.split(' ')).expect("a good command line");
            assert!(cli.options.json, "{line}");
            assert_eq!(cli.options.stack.to_str(), Some("s.json"), "{line}");
        }
    }
}
