//! `tidewaiter logs --follow`: what comes, as it comes.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::commands::logs::args::Logs;
use crate::commands::logs::text;
use crate::context::Context;
use crate::exit::Outcome;
use crate::logs::{Line, Reader, Window};
use crate::output::{self, Output};
use crate::stack::Stack;

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(2);

/// How late a line may be: the log has it some seconds after it was written.
const LATE: SignedDuration = SignedDuration::from_secs(60);

/// A line for programs, by itself.
#[derive(Serialize)]
struct Alone<'l> {
    stack: String,
    #[serde(flatten)]
    line: &'l Line,
}

/// Shows the lines of this time, and then each new one. Ends with whoever reads them.
pub(super) async fn follow(
    logs: &Logs,
    window: Window,
    reader: &Reader,
    context: &Context,
    output: Output,
    stack: &Stack,
) -> anyhow::Result<Outcome> {
    let mut seen = Seen::default();
    let mut window = window;
    if !output.is_json() && !output::stream(&format!("{}\n", stack.label()))? {
        return Ok(Outcome::Done);
    }
    loop {
        let found = logs.find(window, reader).await?;
        if found.is_cut {
            output::complain("there are more lines than --limit shows: some are left out");
        }
        for line in seen.unseen(found.lines, window.from) {
            let said = if output.is_json() {
                serde_json::to_string(&Alone { stack: stack.label(), line: &line })?
            } else {
                text::text(&line)
            };
            if !output::stream(&said)? {
                return Ok(Outcome::Done);
            }
        }
        tokio::time::sleep(PAUSE).await;
        let to = context.time();
        let late = found.read_until.checked_sub(LATE).unwrap_or(found.read_until);
        window = Window { from: late.max(window.from), to };
    }
}

/// The lines that were shown already, as far as they may come again.
#[derive(Debug, Default)]
struct Seen(BTreeMap<String, Timestamp>);

impl Seen {
    /// Those that were not shown yet, of lines since a time.
    fn unseen(&mut self, lines: Vec<Line>, from: Timestamp) -> Vec<Line> {
        self.0.retain(|_, kept_at| *kept_at >= from);
        let is_new = |line: &Line| self.0.insert(line.id.clone(), line.kept_at).is_none();
        lines.into_iter().filter(is_new).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::line;

    #[test]
    fn no_line_is_shown_twice_and_none_is_remembered_for_ever() {
        let (first, second) = (line("first"), line("second"));
        let mut seen = Seen::default();
        let zero = Timestamp::UNIX_EPOCH;
        assert_eq!(seen.unseen(vec![first.clone()], zero), std::slice::from_ref(&first));
        assert_eq!(seen.unseen(vec![first.clone(), second.clone()], zero), [second]);
        let later = Timestamp::from_second(1_000).expect("a time");
        assert!(seen.unseen(Vec::new(), later).is_empty());
        assert!(seen.0.is_empty());
    }
}
