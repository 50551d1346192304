//! `tidewaiter events list`.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::events::{EventFilter, Listed, find, of_item};
use crate::exit::{Misused, Outcome};
use crate::output::{self, Output, Report};
use crate::table::table;

/// Which of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Example: tidewaiter events list --state refused --source erp --since 2h

Every row of the ledger is read; --item finds its events by a key.")]
pub(crate) struct List {
    #[command(flatten)]
    filter: EventFilter,
    /// Those that gave this item of --tenant its answers, by the sender's own number
    #[arg(long, value_name = "ID", requires = "tenant")]
    item: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// The list.
#[derive(Debug, Serialize)]
struct Shown {
    events: Vec<Listed>,
    /// Whether there may be more.
    is_cut: bool,
}

/// Runs the command.
pub(super) async fn run(list: &List, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let (mut rows, is_cut) = match (&list.item, &list.filter.tenant) {
        (Some(item), Some(tenant)) => {
            let mut rows = of_item(&connection, tenant, item, context.now).await?;
            rows.retain(|row| list.filter.fits(row, context.now));
            (rows, false)
        }
        (Some(_), None) => return Err(Misused("--item needs its --tenant".to_owned()).into()),
        (None, _) => {
            let found = find(&connection, &list.filter, list.limit, context.now).await?;
            if found.unreadable > 0 {
                output::complain(&format!(
                    "{} rows are of another build and not shown",
                    found.unreadable
                ));
            }
            (found.rows, found.is_cut)
        }
    };
    rows.truncate(list.limit);
    if is_cut {
        output::complain(&format!("there are more than {}: --limit shows more", list.limit));
    }
    let events = rows.iter().map(Listed::of).collect();
    output.report_on(&connection.stack, &Shown { events, is_cut })?;
    Ok(Outcome::Done)
}

impl Report for Shown {
    fn text(&self) -> String {
        table(Listed::COLUMNS, self.events.iter().map(Listed::cells))
    }
}
