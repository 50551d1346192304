//! The figures as a table for people and as JSON for programs.

use std::path::Path;

use anyhow::{Context, Result};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::Figure;

/// One row per figure.
pub fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["figure", "value", "target", "met?", "how it was measured"]);
    for figure in figures {
        table.add_row([
            figure.name.to_owned(),
            figure.value.to_string(),
            figure.bound(),
            if figure.met() { "yes" } else { "NO" }.to_owned(),
            figure.how.clone(),
        ]);
    }
    for column in 1..=2 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Writes the figures into the file, keyed by name; those of other groups, measured at other
/// times, stay there with their time.
pub fn write(path: &Path, figures: &[Figure], now: Timestamp) -> Result<()> {
    let mut all = read(path);
    for figure in figures {
        all.insert(figure.name.to_owned(), entry(figure, now));
    }
    let text = serde_json::to_string_pretty(&Value::Object(all))?;
    std::fs::write(path, text + "\n").with_context(|| path.display().to_string())
}

/// What is no report is no loss: it is written anew.
fn read(path: &Path) -> Map<String, Value> {
    let text = std::fs::read(path).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn entry(figure: &Figure, now: Timestamp) -> Value {
    json!({
        "value": figure.value,
        "target": figure.target,
        "met": figure.met(),
        "how": figure.how,
        "measured_at": now,
    })
}
