//! `tidewaiter events show`: an event's whole story.

use clap::Args;
use ledger::{Phase, Row};

use crate::connection::Connection;
use crate::context::Context;
use crate::dlq::{DeadLetter, Queue, reasons};
use crate::events::{Source, Story, Told, answers, of_name, told};
use crate::exit::Outcome;
use crate::output::{self, Output, Report};
use crate::table::{or_dash, table};
use crate::time;

/// How many answers are looked at.
const ANSWERS: usize = 100_000;

/// How many dead letters are looked at.
const DEAD_LETTERS: usize = 10_000;

/// Which one, and how far to look.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter events show 'erp#acme#4711-000123'

An id without source and tenant is looked for in the whole ledger. The log is read from the first
receipt on; of what is on record nowhere, for the last day.")]
pub(crate) struct Show {
    /// Its key as `events list` shows it, or the sender's own id
    #[arg(value_name = "EVENT")]
    event: String,
    /// Look at so many answers at most: no index leads from an event to its answers
    #[arg(long, value_name = "N", default_value_t = ANSWERS)]
    answers: usize,
    /// Look at so many dead letters at most
    #[arg(long, value_name = "N", default_value_t = DEAD_LETTERS)]
    dead_letters: usize,
    /// Do not look into the log
    #[arg(long)]
    no_log: bool,
}

/// Runs the command.
pub(super) async fn run(show: &Show, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let story = match found(show, &connection, context).await? {
        Found::Story(story) => story,
        Found::Several(keys) => {
            let keys = keys.iter().map(|key| format!("  {key}")).collect::<Vec<_>>().join("\n");
            output::complain(&format!("several events have this id; name one by its key:\n{keys}"));
            return Ok(Outcome::NotSo);
        }
    };
    output.report_on(&connection.stack, &story)?;
    Ok(if story.steps.is_empty() { Outcome::NotSo } else { Outcome::Done })
}

/// What is known by a name.
pub(crate) enum Found {
    /// One event; without steps, if it is not on record.
    Story(Story),
    /// The keys of several events that have this id.
    Several(Vec<String>),
}

impl Show {
    /// The event of this name, looked for as far as the command does by itself.
    pub(crate) fn of(event: String) -> Self {
        Self { event, answers: ANSWERS, dead_letters: DEAD_LETTERS, no_log: false }
    }
}

/// The event that is asked for, and its story.
pub(crate) async fn found(
    show: &Show,
    connection: &Connection,
    context: &Context,
) -> anyhow::Result<Found> {
    let mut rows = of_name(connection, &show.event, context.now).await?;
    if rows.len() > 1 {
        return Ok(Found::Several(rows.into_iter().map(|row| row.event).collect()));
    }
    Ok(Found::Story(story(show, rows.pop(), connection, context).await?))
}

async fn story(
    show: &Show,
    row: Option<Row>,
    connection: &Connection,
    context: &Context,
) -> anyhow::Result<Story> {
    let dead = dead_letters(show, row.as_ref(), connection, context).await?;
    let key = row.as_ref().map(|row| row.event.clone());
    let key = key.or_else(|| dead.iter().find_map(|letter| letter.event.clone()));
    let key = key.unwrap_or_else(|| show.event.clone());
    let looked = answers(connection, &key, show.answers).await?;
    let mut source = Source { row, dead, answers: looked.answers, log: Told::default() };
    if !show.no_log {
        source.log = told(connection, &key, &source, context.now).await;
    }
    let is_on_record =
        source.row.is_some() || !source.dead.is_empty() || !source.answers.is_empty();
    let is_known = is_on_record || !source.log.lines.is_empty();
    let mut story = Story::of(key, &source, context.now);
    if !is_known {
        story.steps.clear();
    }
    story.notes.extend(looked.stopped_after.map(|read| {
        format!("there may be more answers: {read} rows were read, and --answers N reads more")
    }));
    Ok(story)
}

/// What is done or waits has no message there that matters; to look would count a receive.
async fn dead_letters(
    show: &Show,
    row: Option<&Row>,
    connection: &Connection,
    context: &Context,
) -> anyhow::Result<Vec<DeadLetter>> {
    if row.is_some_and(|row| row.phase == Phase::Waiting) {
        return Ok(Vec::new());
    }
    let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
    let messages = queue.peek(show.dead_letters).await?;
    let key = row.map_or(show.event.as_str(), |row| &row.event);
    let is_its = |letter: &DeadLetter| {
        letter.event.as_deref() == Some(key) || letter.event_id.as_deref() == Some(key)
    };
    let letters = reasons(messages, &connection.ledger(), context.now).await?;
    Ok(letters.into_iter().filter(is_its).collect())
}

impl Report for Story {
    fn text(&self) -> String {
        let steps = self.steps.iter().map(|step| {
            let at = step.at.map_or_else(|| or_dash(None), time::to_the_second);
            [at, step.by.to_owned(), step.what.clone()]
        });
        let mut parts =
            vec![format!("{}: {}", self.event, self.state.unwrap_or("not in the ledger"))];
        if !self.steps.is_empty() {
            parts.push(table(["at", "by", "what happened"], steps));
        }
        parts.push(format!("Its message: {}", self.message));
        parts.extend(self.notes.iter().map(|note| format!("note: {note}")));
        parts.join("\n\n")
    }
}
