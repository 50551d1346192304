//! `tidewaiter dlq list`.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::dlq::{DeadLetter, Filter, Reason, by_reason, look};
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::table::table;

/// Which of them.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter dlq list --source erp --matching 'not listed'")]
pub(crate) struct List {
    #[command(flatten)]
    filter: Filter,
    /// Look at so many messages at most
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

/// The list.
#[derive(Debug, Serialize)]
struct Listed {
    messages: Vec<DeadLetter>,
    reasons: Vec<Reason>,
}

/// Runs the command.
pub(super) async fn run(list: &List, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let mut messages = look(list.limit, &connection, context.now).await?;
    messages.retain(|letter| list.filter.fits(letter));
    let reasons = by_reason(&messages);
    output.report_on(&connection.stack, &Listed { messages, reasons })?;
    Ok(Outcome::Done)
}

impl Report for Listed {
    fn text(&self) -> String {
        let letters = table(DeadLetter::COLUMNS, self.messages.iter().map(DeadLetter::cells));
        if self.reasons.len() >= self.messages.len() {
            return letters;
        }
        let cells = |it: &Reason| [it.messages.to_string(), it.reason.clone()];
        format!("{letters}\n\n{}", table(["messages", "reason"], self.reasons.iter().map(cells)))
    }
}
