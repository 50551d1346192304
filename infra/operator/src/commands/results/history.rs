//! `tidewaiter results history`: every recorded state of one item.

use clap::Args;
use classifications::ItemKey;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::history::{ShownState, states};
use crate::output::{Output, Report};
use crate::product::STATES;
use crate::table::table;

const HELP: &str = "\
Example: tidewaiter results history --tenant acme --item SKU-1

States stand by lineage, and in each by their version, the oldest first. Only this item's rows are read.

--json prints {stack, tenant, item, states: [{changed: [\"description\", \"origin\", \"code\", \"duty\"],
current, …}]}, the rest of each as in `results show`.
Exit codes: 0 there are some; 1 there are none.";

/// Whose history.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct History {
    /// The tenant
    #[arg(long, value_name = "NAME")]
    tenant: String,
    /// The item, by the sender's own number
    #[arg(long, value_name = "ID")]
    item: String,
}

/// The states.
#[derive(Debug, Serialize)]
struct Told {
    tenant: String,
    item: String,
    states: Vec<ShownState>,
}

/// Runs the command.
pub(crate) async fn run(
    history: &History,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let key = ItemKey::new(&history.tenant, &history.item);
    let rows = connection.answers().rows(Some(&key), STATES).await?;
    let outcome = if rows.is_empty() { Outcome::NotSo } else { Outcome::Done };
    let told =
        Told { tenant: history.tenant.clone(), item: history.item.clone(), states: states(rows) };
    output.report_on(&connection.stack, &told)?;
    Ok(outcome)
}

impl Report for Told {
    fn text(&self) -> String {
        table(ShownState::COLUMNS, self.states.iter().map(ShownState::cells))
    }
}
