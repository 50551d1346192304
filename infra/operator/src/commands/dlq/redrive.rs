//! `tidewaiter dlq redrive`: dead letters go to the queue again. Each is sent before it is deleted,
//! with the same body and attributes, so that the ledger decides what a copy means.

use clap::Args;
use serde::Serialize;

use crate::change::ChangeArgs;
use crate::commands::dlq::choose::{Choice, outcome};
use crate::context::Context;
use crate::dlq::{self, DeadLetter, RATE, Taken, ended};
use crate::exit::Outcome;
use crate::output::{self, Output, Report};
use crate::progress;
use crate::table::table;

/// Which of them, and how fast.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter dlq redrive --source erp --matching 'not listed' --reason 'type is listed now'

It is safe to stop this at any time and to run it again: what was sent twice has one effect.")]
pub(crate) struct Redrive {
    #[command(flatten)]
    choice: Choice,
    /// At most so many messages a second
    #[arg(long, value_name = "N", default_value_t = RATE, value_parser = clap::value_parser!(u32).range(1..=3000))]
    rate: u32,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What became of them.
#[derive(Debug, Serialize)]
struct Shown {
    dry_run: bool,
    chosen: Vec<DeadLetter>,
    redriven: usize,
    failed: usize,
    not_deleted: usize,
    not_found: usize,
}

/// Runs the command.
pub(super) async fn run(
    redrive: &Redrive,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let chosen = redrive.choice.letters(&connection, context).await?;
    if chosen.letters.is_empty() {
        output::complain("no dead letter fits: `tidewaiter dlq list` lists what is there");
        return Ok(Outcome::NotSo);
    }
    let count = chosen.letters.len();
    let chosen =
        dlq::Redrive { letters: chosen.letters, in_all: chosen.in_all, rate: redrive.rate };
    let Some(record) = redrive.change.begin(&chosen.plan(), &connection, context).await? else {
        output.report_on(&connection.stack, &Shown::of(chosen.letters, None))?;
        return Ok(Outcome::Done);
    };
    let bar = progress::bar(count, "redriving");
    let taken = chosen.run(&connection, &bar).await?;
    bar.finish_and_clear();
    record.end(&ended(taken, "redriven")).await?;
    output.report_on(&connection.stack, &Shown::of(chosen.letters, Some(taken)))?;
    Ok(outcome(taken, count))
}

impl Shown {
    fn of(chosen: Vec<DeadLetter>, taken: Option<Taken>) -> Self {
        let (dry_run, taken) = (taken.is_none(), taken.unwrap_or_default());
        Self {
            dry_run,
            chosen,
            redriven: taken.done,
            failed: taken.failed,
            not_deleted: taken.left,
            not_found: taken.gone,
        }
    }

    fn taken(&self) -> Taken {
        Taken {
            done: self.redriven,
            failed: self.failed,
            left: self.not_deleted,
            gone: self.not_found,
        }
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        if self.dry_run {
            return table(DeadLetter::COLUMNS, self.chosen.iter().map(DeadLetter::cells));
        }
        ended(self.taken(), "redriven")
    }
}
