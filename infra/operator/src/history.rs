//! The recorded states of one item, each beside the one before it. Pure.

use classifications::Row;
use serde::Serialize;

use crate::result::ShownResult;

/// One state beside the one before it in its lineage.
#[derive(Debug, Serialize)]
pub(crate) struct ShownState {
    /// What is another than in the state before it.
    pub changed: Vec<&'static str>,
    /// Whether it is the newest of its lineage.
    pub current: bool,
    #[serde(flatten)]
    pub result: ShownResult,
}

impl ShownState {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 8] =
        ["lineage", "version", "", "hts code", "duty", "outcome", "changed", "event"];

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 8] {
        let [event, _, _, lineage, version, code, duty, _, _, outcome] = self.result.cells();
        let current = if self.current { "current" } else { "" };
        let changed = self.changed.join(", ");
        [lineage, version, current.to_owned(), code, duty, outcome, changed, event]
    }
}

/// The states of one item, by lineage and in each by version, the oldest first.
pub(crate) fn states(mut rows: Vec<Row>) -> Vec<ShownState> {
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
