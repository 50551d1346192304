//! `tidewaiter dlq`: the events that could not be worked on.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::context::Context;
use crate::dlq::{DeadLetter, Queue, reasons};
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::table::table;

/// What can be done with the dead-letter queue.
#[derive(Debug, Subcommand)]
pub(crate) enum Dlq {
    /// List the messages in it, and why each is there; all of them stay
    List(List),
}

/// How much of it.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// The list.
#[derive(Debug, Serialize)]
struct Listed {
    messages: Vec<DeadLetter>,
}

/// Runs the command.
pub(crate) async fn run(dlq: Dlq, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    match dlq {
        Dlq::List(list) => {
            let messages = list.messages(context).await?;
            output.report(&Listed { messages })?;
            Ok(Outcome::Done)
        }
    }
}

impl List {
    async fn messages(&self, context: &Context) -> anyhow::Result<Vec<DeadLetter>> {
        let connection = context.connect().await?;
        let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
        let messages = queue.peek(self.limit).await?;
        reasons(messages, &connection.ledger(), context.now).await
    }
}

impl Report for Listed {
    fn text(&self) -> String {
        table(DeadLetter::COLUMNS, self.messages.iter().map(DeadLetter::cells))
    }
}
