//! `tidewaiter waiting list`.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{self, Output, Report};
use crate::table::table;
use crate::waiting::{ShownWaiter, WaitingFilter, find};

/// Which of them.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter waiting list --cause misconfigured --api classifier")]
pub(crate) struct List {
    #[command(flatten)]
    filter: WaitingFilter,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

/// The list.
#[derive(Debug, Serialize)]
struct Listed {
    waiting: Vec<ShownWaiter>,
    /// Whether there are more.
    is_cut: bool,
    #[serde(skip)]
    now: Timestamp,
}

/// Runs the command.
pub(super) async fn run(list: &List, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let found = find(&connection.ledger(), &list.filter, list.limit).await?;
    if found.unreadable > 0 {
        let many = found.unreadable;
        output::complain(&format!("{many} waiting rows are of another build and not shown"));
    }
    if found.is_cut {
        output::complain(&format!("there are more than {}: --limit shows more", list.limit));
    }
    let listed = Listed { waiting: found.waiters, is_cut: found.is_cut, now: context.now };
    output.report_on(&connection.stack, &listed)?;
    Ok(Outcome::Done)
}

impl Report for Listed {
    fn text(&self) -> String {
        table(ShownWaiter::COLUMNS, self.waiting.iter().map(|waiter| waiter.cells(self.now)))
    }
}
