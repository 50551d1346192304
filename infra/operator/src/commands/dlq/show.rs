//! `tidewaiter dlq show`.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::dlq::{DeadLetter, Filter, look};
use crate::exit::Outcome;
use crate::output::{self, Output, Report};
use crate::shell::quote;
use crate::table::{or_dash, table};
use crate::time;

/// Which of them.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter dlq show 4711-000124")]
pub(crate) struct Show {
    /// The event's id or its whole key, or the message's id
    #[arg(value_name = "ID")]
    event: String,
    /// Look at so many messages at most
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: usize,
}

/// What was found: several, where a sender's repeats are dead too.
#[derive(Debug, Serialize)]
struct Shown {
    messages: Vec<DeadLetter>,
}

/// Runs the command.
pub(super) async fn run(show: &Show, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let filter = Filter { event: vec![show.event.clone()], ..Filter::default() };
    let mut messages = look(show.limit, &connection, context.now).await?;
    messages.retain(|letter| filter.fits(letter));
    if messages.is_empty() {
        output::complain(&format!(
            "no message of {} is in the dead-letter queue: `tidewaiter dlq list` lists what is there, \
             `tidewaiter events show {}` shows what became of an event",
            show.event,
            quote(&show.event)
        ));
        return Ok(Outcome::NotSo);
    }
    output.report_on(&connection.stack, &Shown { messages })?;
    Ok(Outcome::Done)
}

impl Report for Shown {
    fn text(&self) -> String {
        let tables = self.messages.iter().map(|letter| table(["", ""], rows(letter)));
        tables.collect::<Vec<_>>().join("\n\n")
    }
}

fn rows(letter: &DeadLetter) -> Vec<[String; 2]> {
    let at = |at: Option<jiff::Timestamp>| at.map_or_else(|| or_dash(None), time::to_the_second);
    let body = if letter.body_is_stored { "in the bucket" } else { "in the message" };
    let named = letter.event.as_deref().unwrap_or(&letter.message_id);
    let rows = [
        ("why", letter.why.clone()),
        ("event", or_dash(letter.event.as_deref())),
        ("type", or_dash(letter.event_type.as_deref())),
        ("received", at(letter.received_at)),
        ("by request", or_dash(letter.request_id.as_deref())),
        ("verified by", or_dash(letter.secret.as_deref())),
        ("age", letter.age_s.map_or_else(|| or_dash(None), time::span)),
        ("failed tries", letter.tries.to_string()),
        (
            "ledger",
            letter.phase.map_or_else(|| or_dash(None), |phase| format!("{phase:?}").to_lowercase()),
        ),
        ("message", letter.message_id.clone()),
        ("receives", letter.receives.to_string()),
        ("its body is", body.to_owned()),
        ("once it is mended", format!("tidewaiter dlq redrive --event {}", quote(named))),
    ];
    rows.into_iter().map(|(name, value)| [name.to_owned(), value]).collect()
}
