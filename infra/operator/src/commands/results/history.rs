//! `tidewaiter results history`: every recorded state of one item.

use clap::Args;
use classifications::{ItemKey, Row};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::product::STATES;
use crate::result::ShownResult;
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

/// One state beside the one before it in its lineage.
#[derive(Debug, Serialize)]
struct ShownState {
    /// What is another than in the state before it.
    changed: Vec<&'static str>,
    /// Whether it is the newest of its lineage.
    current: bool,
    #[serde(flatten)]
    result: ShownResult,
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

fn states(mut rows: Vec<Row>) -> Vec<ShownState> {
    rows.sort_by(|a, b| a.state.cmp(&b.state));
    let line = |row: &Row| (row.lineage.clone(), row.version_kind);
    let mut states = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|number| rows.get(number));
        let before = before.filter(|before| line(before) == line(row));
        let after = rows.get(number.saturating_add(1));
        states.push(ShownState {
            changed: before.map(|before| changed(before, row)).unwrap_or_default(),
            current: after.is_none_or(|after| line(after) != line(row)),
            result: ShownResult::of(row.clone()),
        });
    }
    states
}

fn changed(before: &Row, row: &Row) -> Vec<&'static str> {
    let compared = [
        ("description", before.description != row.description),
        ("origin", before.country_of_origin != row.country_of_origin),
        ("code", before.hts_code != row.hts_code),
        ("duty", before.duty != row.duty),
    ];
    compared.into_iter().filter(|(_, is_other)| *is_other).map(|(what, _)| what).collect()
}

impl Report for Told {
    fn text(&self) -> String {
        let row = |state: &ShownState| {
            let [event, _, _, lineage, version, code, duty, _, _, outcome] = state.result.cells();
            let current = if state.current { "current" } else { "" };
            let changed = state.changed.join(", ");
            [lineage, version, current.to_owned(), code, duty, outcome, changed, event]
        };
        let header = ["lineage", "version", "", "hts code", "duty", "outcome", "changed", "event"];
        table(header, self.states.iter().map(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::tests::row;
    use classifications::{Mark, State, Version};

    fn of(lineage: &str, version: u64, code: &str) -> Row {
        let state = State {
            lineage: lineage.to_owned(),
            version: Version::Sequence(version),
            mark: Mark::new("a"),
        };
        Row {
            state: state.key(),
            lineage: state.lineage,
            hts_code: Some(code.to_owned()),
            ..row("acme", "a", 0)
        }
    }

    #[test]
    fn each_state_is_compared_with_the_one_before_it_in_its_lineage() {
        let states = states(vec![of("shop", 1, "z"), of("erp", 10, "y"), of("erp", 9, "x")]);
        let told: Vec<_> =
            states.iter().map(|state| (state.current, state.changed.clone())).collect();
        assert_eq!(told, [(false, vec![]), (true, vec!["code"]), (true, vec![])]);
    }
}
