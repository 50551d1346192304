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

    fn leaves(command: &clap::Command) -> Vec<&clap::Command> {
        let below: Vec<_> = command.get_subcommands().collect();
        if below.is_empty() { vec![command] } else { below.into_iter().flat_map(leaves).collect() }
    }

    #[test]
    fn the_help_of_every_command_has_an_example_of_itself() {
        let cli = Cli::command();
        let leaves = leaves(&cli);
        assert!(leaves.len() >= 25, "{}", leaves.len());
        for command in leaves {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            let shown =
                help.lines().any(|line| line.contains("tidewaiter ") && line.contains(name));
            assert!(help.contains("Example") && shown, "{name}: {help}");
        }
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
