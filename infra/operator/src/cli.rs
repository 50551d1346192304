//! The command line: what every command takes, and the list of commands.

use clap::Parser;

use crate::commands::Command;
use crate::options::Options;

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
Exit codes: 0 done; 1 refused or found nothing; 2 not asked rightly; 3 AWS would not do it.";

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
            assert_eq!(cli.options.stack, Some("s.json".into()), "{line}");
        }
    }
}
