//! What is compared, as a table for people and as JSON for programs.

use std::path::Path;

use anyhow::{Context, Result};
use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Who is compared, in the order of all values.
const NAMES: [&str; 3] = ["tidewaiter", "python", "node"];

/// One line of the comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name in the file.
    #[serde(skip)]
    pub name: &'static str,
    /// What it is, and its unit.
    pub what: &'static str,
    /// Ours, Python's, Node's.
    pub values: Vec<f64>,
    /// The same with each process held to one CPU, where that makes a difference.
    pub pinned: Option<Vec<f64>>,
}

impl Row {
    /// One that is the same on any CPU.
    pub fn of(name: &'static str, what: &'static str, values: Vec<f64>) -> Self {
        Self { name, what, values, pinned: None }
    }

    /// The same, of what was found of each.
    pub fn counted<T>(
        name: &'static str,
        what: &'static str,
        found: &[T],
        of: fn(&T) -> f64,
    ) -> Self {
        Self::of(name, what, found.iter().map(of).collect())
    }

    /// One that was measured unpinned and pinned.
    pub fn timed<T>(
        name: &'static str,
        what: &'static str,
        free: &[T],
        pinned: &[T],
        of: fn(&T) -> f64,
    ) -> Self {
        let pinned = Some(pinned.iter().map(of).collect());
        Self { pinned, ..Self::counted(name, what, free, of) }
    }

    /// How many times ours each peer is: the lower one of the two ways.
    pub fn times(&self) -> Vec<f64> {
        let free = over_first(&self.values);
        let pinned = self.pinned.as_deref().map_or_else(|| free.clone(), over_first);
        free.iter().zip(pinned).map(|(free, pinned)| free.min(pinned)).collect()
    }
}

fn over_first(values: &[f64]) -> Vec<f64> {
    let Some((ours, theirs)) = values.split_first() else { return Vec::new() };
    theirs.iter().map(|value| value / ours).collect()
}

/// One line for each row.
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["", "tidewaiter", "Python", "Node", "Python over ours", "Node over ours"]);
    for row in rows {
        let cells = (0..NAMES.len()).map(|place| cell(row, place));
        let times = row.times().into_iter().map(times);
        table.add_row(std::iter::once(row.what.to_owned()).chain(cells).chain(times));
    }
    table
}

/// The value, and the one held to one CPU behind it.
fn cell(row: &Row, place: usize) -> String {
    let value = |values: &[f64]| values.get(place).copied().map(short).unwrap_or_default();
    match &row.pinned {
        Some(pinned) => format!("{} ({})", value(&row.values), value(pinned)),
        None => value(&row.values),
    }
}

/// Three digits are more than is known.
fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn times(times: f64) -> String {
    if times.is_finite() { short(times) } else { "–".to_owned() }
}

/// Writes all rows under their names.
pub fn write(path: &Path, rows: &[Row], now: Timestamp) -> Result<()> {
    let all: Map<String, Value> =
        rows.iter().map(|row| (row.name.to_owned(), entry(row))).collect();
    let text = serde_json::to_string_pretty(&json!({"measured_at": now, "rows": all}))?;
    std::fs::write(path, text + "\n").with_context(|| path.display().to_string())
}

fn entry(row: &Row) -> Value {
    let named = |values: &[f64]| {
        let each = NAMES.iter().zip(values).map(|(name, value)| ((*name).to_owned(), json!(value)));
        Value::Object(each.collect())
    };
    json!({
        "what": row.what,
        "values": named(&row.values),
        "pinned": row.pinned.as_deref().map(named),
        "times_ours": row.times(),
    })
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn the_lower_ratio_is_quoted() {
        let pinned = Some(vec![2.0, 12.0, 4.0]);
        let row = Row { pinned, ..Row::of("x", "x", vec![1.0, 8.0, 1.0]) };
        assert_eq!(row.times(), [6.0, 1.0]);
    }
}
