//! The one way out: reports on stdout, everything else on stderr.

use std::io::{ErrorKind, Write};

use serde::Serialize;

/// What a command found: its fields for programs, its text for people.
pub(crate) trait Report: Serialize {
    /// The text for people, without a newline at its end.
    fn text(&self) -> String;
}

/// Where a command prints, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// Prints JSON if asked for, else text.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the answer to what was asked.
    pub fn report(self, report: &impl Report) -> anyhow::Result<()> {
        if self.json {
            return self.json_alone(report);
        }
        Ok(line(&report.text())?)
    }

    /// Prints JSON if it was asked for: people are told on stderr.
    pub fn json_alone(self, report: &impl Serialize) -> anyhow::Result<()> {
        if self.json {
            line(&serde_json::to_string_pretty(report)?)?;
        }
        Ok(())
    }
}

/// Says on stderr what is wrong with the thing asked about.
pub(crate) fn complain(text: &str) {
    // There is nowhere to say that stderr is closed.
    let _closed = writeln!(std::io::stderr(), "{text}");
}

/// Says on stderr why the command failed: what, where, and each cause.
pub(crate) fn error(error: &anyhow::Error) {
    complain(&format!("tidewaiter: {error:#}"));
}

/// Prints to stdout. A reader that has seen enough (`| head`) is no failure.
fn line(text: &str) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
