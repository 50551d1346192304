//! `tidewaiter completions` and `tidewaiter man`: made from the command line as it is.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::exit::Outcome;

/// The shell that completes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidewaiter completions bash > ~/.local/share/bash-completion/completions/tidewaiter
  tidewaiter completions zsh > \"${fpath[1]}/_tidewaiter\"
  tidewaiter completions fish > ~/.config/fish/completions/tidewaiter.fish")]
pub(crate) struct Completions {
    /// Which one
    #[arg(value_enum)]
    shell: Shell,
}

/// Where the pages go.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tidewaiter man | man -l -
  tidewaiter man --dir ~/.local/share/man/man1")]
pub(crate) struct ManPages {
    /// Write a page for each command into this directory [default: the first page, to stdout]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs `completions`.
pub(crate) fn completions(
    completions: &Completions,
    mut whole: Command,
) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    generate(completions.shell, &mut whole, "tidewaiter", &mut script);
    print(&script)
}

/// Runs `man`.
pub(crate) fn man(pages: &ManPages, whole: Command) -> anyhow::Result<Outcome> {
    let command = whole.disable_help_subcommand(true);
    let Some(dir) = &pages.dir else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        return print(&page);
    };
    let writing = || format!("cannot write into {}", dir.display());
    std::fs::create_dir_all(dir).with_context(writing)?;
    clap_mangen::generate_to(command, dir).with_context(writing)?;
    Ok(Outcome::Done)
}

/// A reader that has seen enough is no failure.
fn print(bytes: &[u8]) -> anyhow::Result<Outcome> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(Outcome::Done),
    }
}
