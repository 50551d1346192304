//! Which dead letters a change is about, and what is said of them before the question.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::connection::Connection;
use crate::context::Context;
use crate::dlq::{DeadLetter, Filter, Queue, Taken, reasons};
use crate::exit::{Misused, Outcome};

/// Which dead letters a change is about. Nothing is changed by leaving something out.
#[derive(Clone, Debug, Args)]
pub(super) struct Choice {
    #[command(flatten)]
    filter: Filter,
    /// All of them
    #[arg(long)]
    all: bool,
    /// Look at so many messages at most
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: usize,
}

/// What was chosen.
pub(super) struct Chosen {
    /// The chosen ones.
    pub letters: Vec<DeadLetter>,
    /// How many there are, chosen or not.
    pub in_all: usize,
}

impl Choice {
    /// Looks at every message. All of them stay.
    pub async fn letters(
        &self,
        connection: &Connection,
        context: &Context,
    ) -> anyhow::Result<Chosen> {
        self.refuse_what_is_not_clear()?;
        let letters = look(self.limit, connection, context).await?;
        let in_all = letters.len();
        let chosen = letters.into_iter().filter(|letter| self.filter.fits(letter));
        Ok(Chosen { letters: chosen.collect(), in_all })
    }

    fn refuse_what_is_not_clear(&self) -> Result<(), Misused> {
        match (self.all, self.filter.is_empty()) {
            (true, true) | (false, false) => Ok(()),
            (false, true) => Err(Misused(
                "say which: --event ID, --source NAME, --tenant NAME, --matching TEXT, or --all"
                    .to_owned(),
            )),
            (true, false) => {
                Err(Misused("--all, and which of them? Leave out one of both".to_owned()))
            }
        }
    }
}

/// The dead letters with their reasons, the oldest first.
pub(super) async fn look(
    limit: usize,
    connection: &Connection,
    context: &Context,
) -> anyhow::Result<Vec<DeadLetter>> {
    let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
    let messages = queue.peek(limit).await?;
    Ok(reasons(messages, &connection.ledger(), context.now).await?)
}

/// How many share a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Reason {
    /// In words.
    pub reason: String,
    /// How many messages.
    pub messages: usize,
}

/// The reasons of these, the most frequent first.
pub(super) fn by_reason(letters: &[DeadLetter]) -> Vec<Reason> {
    let mut counts = BTreeMap::new();
    for letter in letters {
        let count: &mut usize = counts.entry(letter.why.clone()).or_default();
        *count = count.saturating_add(1);
    }
    let counts = counts.into_iter().map(|(reason, messages)| Reason { reason, messages });
    let mut reasons: Vec<Reason> = counts.collect();
    reasons.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.reason.cmp(&b.reason)));
    reasons
}

/// The same in lines.
pub(super) fn reason_lines(letters: &[DeadLetter]) -> Vec<String> {
    by_reason(letters).into_iter().map(|it| format!("{:>6}  {}", it.messages, it.reason)).collect()
}

/// Whether all that was chosen was taken.
pub(super) fn outcome(taken: Taken, chosen: usize) -> Outcome {
    if taken.done == chosen { Outcome::Done } else { Outcome::NotSo }
}

/// What became of them, in words; `done` is what was done with them: `redriven`.
pub(super) fn ended(taken: Taken, done: &str) -> String {
    let mut words = vec![format!("{} {done}", taken.done)];
    if taken.failed > 0 {
        words.push(format!("{} were not taken, and stay where they were", taken.failed));
    }
    if taken.left > 0 {
        words.push(format!("{} {done}, and still in the dead-letter queue", taken.left));
    }
    if taken.gone > 0 {
        words.push(format!(
            "{} not found any more (hidden for now, or taken by somebody else)",
            taken.gone
        ));
    }
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(all: bool, event: Option<&str>) -> Choice {
        let event = event.map(str::to_owned).into_iter().collect();
        Choice { filter: Filter { event, ..Filter::default() }, all, limit: 1 }
    }

    #[test]
    fn what_is_meant_has_to_be_said_and_only_once() {
        assert!(choice(true, None).refuse_what_is_not_clear().is_ok());
        assert!(choice(false, Some("e1")).refuse_what_is_not_clear().is_ok());
        let nothing = choice(false, None).refuse_what_is_not_clear().expect_err("nothing said");
        assert!(nothing.0.contains("--matching"), "{nothing}");
        assert!(choice(true, Some("e1")).refuse_what_is_not_clear().is_err());
    }

    #[test]
    fn what_did_not_go_as_it_should_is_said_and_is_no_success() {
        let taken = Taken { done: 5, failed: 2, left: 1, gone: 3 };
        let words = ended(taken, "redriven");
        for part in ["5 redriven;", "2 were not taken", "1 redriven, and still", "3 not found"] {
            assert!(words.contains(part), "{words}");
        }
        assert_eq!(outcome(taken, 11), Outcome::NotSo);
        assert_eq!(outcome(Taken { done: 11, ..Taken::default() }, 11), Outcome::Done);
    }
}
