//! Rows as they are written: CSV, or JSON lines.

use std::io::Write;

use clap::ValueEnum;
use classifications::{Outcome, Row};

use crate::result::ShownResult;

/// The columns of the CSV.
const HEAD: [&str; 20] = [
    "tenant",
    "item",
    "lineage",
    "version",
    "status",
    "hts_code",
    "duty",
    "confidence",
    "failure",
    "description",
    "country_of_origin",
    "components",
    "source",
    "event_id",
    "model",
    "schedule",
    "received_at",
    "answered_at",
    "recorded_at",
    "carried_from",
];

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// CSV with a first line of names
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// Where rows are written.
pub(super) enum Writer {
    Csv(Box<csv::Writer<Box<dyn Write>>>),
    Jsonl(Box<dyn Write>),
}

impl Writer {
    /// Begins.
    pub fn new(sink: Box<dyn Write>, format: Format) -> anyhow::Result<Self> {
        match format {
            Format::Csv => {
                let mut csv = csv::Writer::from_writer(sink);
                csv.write_record(HEAD).map_err(io)?;
                Ok(Self::Csv(Box::new(csv)))
            }
            Format::Jsonl => Ok(Self::Jsonl(sink)),
        }
    }

    /// Writes one row.
    pub fn row(&mut self, row: Row) -> anyhow::Result<()> {
        match self {
            Self::Csv(csv) => csv.write_record(record(row)).map_err(io)?,
            Self::Jsonl(sink) => {
                let line = serde_json::to_string(&ShownResult::of(row))?;
                writeln!(sink, "{line}")?;
            }
        }
        Ok(())
    }

    /// Everything is written, and on its way.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut csv) => csv.flush()?,
            Self::Jsonl(mut sink) => sink.flush()?,
        }
        Ok(())
    }
}

/// The I/O error that the library wraps.
fn io(error: csv::Error) -> anyhow::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        kind => anyhow::anyhow!("a row is no CSV: {kind:?}"),
    }
}

fn record(row: Row) -> [String; 20] {
    let status = match (row.outcome, &row.carried_from) {
        (Outcome::Completed, _) => "completed",
        (Outcome::Failed, _) => "failed",
    };
    let text = |text: Option<String>| inert(text.unwrap_or_default());
    let carried =
        row.carried_from.map(|from| format!("{} {} {}", from.item_id, from.lineage, from.version));
    [
        row.tenant,
        inert(row.item_id),
        row.lineage,
        row.version,
        status.to_owned(),
        text(row.hts_code),
        text(row.duty),
        row.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        text(row.failure),
        text(row.description),
        text(row.country_of_origin),
        inert(row.components.join(" ")),
        row.source,
        inert(row.event_id),
        text(row.model),
        text(row.schedule),
        row.received_at.to_string(),
        row.answered_at.to_string(),
        row.recorded_at.to_string(),
        text(carried),
    ]
}

/// A sender's text in somebody's spreadsheet, which would take it for a formula.
pub(crate) fn inert(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::tests::row;

    #[test]
    fn a_senders_text_is_no_formula() {
        let row = Row { description: Some("=HYPERLINK(\"x\")".to_owned()), ..row("acme", "a", 1) };
        let record = record(row);
        assert_eq!(record[9], "'=HYPERLINK(\"x\")");
        assert_eq!((record[0].as_str(), record[5].as_str()), ("acme", "6109.10.00.40"));
    }

    #[test]
    fn a_record_has_a_field_for_each_name() {
        assert_eq!(record(row("acme", "a", 1)).len(), HEAD.len());
    }
}
