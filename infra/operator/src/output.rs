//! The one way out: reports on stdout, everything else on stderr.

use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::stack::Stack;
use crate::trouble::Trouble;

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

/// A report, and the stack that it is about.
#[derive(Serialize)]
struct About<'r, R> {
    stack: String,
    #[serde(flatten)]
    report: &'r R,
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

    /// The same, naming the stack that the answer is about: for people in the first line, for
    /// programs as the field `stack`.
    pub fn report_on(self, stack: &Stack, report: &impl Report) -> anyhow::Result<()> {
        let stack = stack.label();
        if self.json {
            return self.json_alone(&About { stack, report });
        }
        Ok(line(&format!("{stack}\n\n{}", report.text()))?)
    }

    /// Prints JSON that names the stack if it was asked for: people are told on stderr.
    pub fn json_on(self, stack: &Stack, report: &impl Serialize) -> anyhow::Result<()> {
        self.json_alone(&About { stack: stack.label(), report })
    }

    /// Whether programs read the answer.
    pub fn is_json(self) -> bool {
        self.json
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
    complain(&format!("tidewaiter: {}", in_words(error)));
}

/// What a table's library said is sorted by what to do next, as everything else is.
pub(crate) fn in_words(error: &anyhow::Error) -> String {
    let Some(trouble) = Trouble::in_error(error) else { return format!("{error:#}") };
    let contexts = error.chain().take_while(|cause| Trouble::of_cause(*cause).is_none());
    let contexts = contexts.map(|context| format!("{context}: "));
    format!("{}{trouble}", contexts.collect::<String>())
}

/// Prints to stdout. A reader that has seen enough (`| head`) is no failure.
fn line(text: &str) -> std::io::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Serialize)]
    struct Empty {
        messages: [u8; 0],
    }

    #[test]
    fn json_names_the_stack_beside_the_answer() {
        let about = About { stack: "tidewaiter".to_owned(), report: &Empty { messages: [] } };
        let written = serde_json::to_value(about).expect("JSON");
        assert_eq!(written, json!({"stack": "tidewaiter", "messages": []}));
    }

    #[test]
    fn an_error_says_what_was_done_and_what_to_do_next() {
        let error = anyhow::Error::new(ledger::Unavailable("dispatch failure: refused".to_owned()));
        let words = in_words(&error.context("cannot read the ledger"));
        assert!(words.starts_with("cannot read the ledger: no answer: dispatch"), "{words}");
        assert!(words.contains("make up"), "{words}");
    }
}
