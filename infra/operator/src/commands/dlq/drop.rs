//! `tidewaiter dlq drop`: dead letters go away, after each was written to a file.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::change::{ChangeArgs, Plan};
use crate::commands::dlq::choose::{Choice, outcome};
use crate::context::Context;
use crate::dlq::{DeadLetter, Export, Queue, Taken, ended, reason_lines};
use crate::exit::Outcome;
use crate::output::{self, Output, Report};
use crate::progress;
use crate::table::table;

/// Which of them, and where they are written.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter dlq drop --matching 'its event is done since' --reason 'nothing left to do'

The file has a line of JSON for each message: message_id, body, attributes, system_attributes. It
holds what senders have sent, so only its owner may read it.")]
pub(crate) struct Drop {
    #[command(flatten)]
    choice: Choice,
    /// A new file for what is dropped [default: dead-letters-TIME.jsonl]
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What became of them.
#[derive(Debug, Serialize)]
struct Shown {
    dry_run: bool,
    chosen: Vec<DeadLetter>,
    export: Option<PathBuf>,
    dropped: usize,
    not_deleted: usize,
    not_found: usize,
}

/// Runs the command.
pub(super) async fn run(drop: &Drop, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let chosen = drop.choice.letters(&connection, context).await?;
    if chosen.letters.is_empty() {
        output::complain("no dead letter fits: `tidewaiter dlq list` lists what is there");
        return Ok(Outcome::NotSo);
    }
    let (count, path) = (chosen.letters.len(), drop.path(context));
    let plan = Plan::new(format!("drop {count} of {} dead letters for good", chosen.in_all));
    let file = format!("each is written to {} first", path.display());
    let plan = plan.with(std::iter::once(file).chain(reason_lines(&chosen.letters)));
    let Some(record) = drop.change.begin(&plan, &connection, context).await? else {
        output.report_on(&connection.stack, &Shown::of(chosen.letters, None, None))?;
        return Ok(Outcome::Done);
    };
    let mut export = Export::create(&path)?;
    let bar = progress::bar(count, "dropping");
    let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
    let ids = chosen.letters.iter().map(|letter| letter.message_id.clone()).collect();
    let taken = queue.take(ids, chosen.in_all, &bar, &mut export).await?;
    bar.finish_and_clear();
    record.end(&format!("{}; see {}", ended(taken, "dropped"), path.display())).await?;
    output.report_on(&connection.stack, &Shown::of(chosen.letters, Some(path), Some(taken)))?;
    Ok(outcome(taken, count))
}

impl Drop {
    /// No two runs of one second write the same file: one that is there is refused.
    fn path(&self, context: &Context) -> PathBuf {
        let by_time =
            || format!("dead-letters-{}.jsonl", context.now.strftime("%Y%m%dT%H%M%SZ")).into();
        self.export.clone().unwrap_or_else(by_time)
    }
}

impl Shown {
    fn of(chosen: Vec<DeadLetter>, export: Option<PathBuf>, taken: Option<Taken>) -> Self {
        let (dry_run, taken) = (taken.is_none(), taken.unwrap_or_default());
        let (dropped, not_deleted, not_found) = (taken.done, taken.left, taken.gone);
        Self { dry_run, chosen, export, dropped, not_deleted, not_found }
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        if self.dry_run {
            return table(DeadLetter::COLUMNS, self.chosen.iter().map(DeadLetter::cells));
        }
        let taken =
            Taken { done: self.dropped, failed: 0, left: self.not_deleted, gone: self.not_found };
        let export = self.export.iter().map(|path| format!("\nThey stand in {}.", path.display()));
        ended(taken, "dropped") + &export.collect::<String>()
    }
}
