//! A catalogue in a file: CSV or JSON lines, read to its end and judged row by row before anything
//! of it is sent. Pure, but for the reading of the file.

mod codes;
mod columns;
mod csv;
mod judge;
mod lines;
mod text;

use std::path::Path;

use jiff::Timestamp;
use mapping::Product;
use serde::Serialize;
use settings::Source;

pub(crate) use columns::{Column, Wanted};

/// The most rows of a file: all of them are held while they are judged.
const MOST_ROWS: usize = 1_000_000;

/// The most problems that are kept: whoever has more has one, many times.
const MOST_PROBLEMS: usize = 10_000;

/// How a file is to be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Format {
    /// JSON lines; else CSV.
    pub is_json: bool,
    /// What is between fields; nothing: found out.
    pub delimiter: Option<u8>,
    /// Which columns hold what.
    pub wanted: Wanted,
    /// The version of every row, for a file without such a column.
    pub as_of: Option<String>,
    /// How many digits a code has that lost zeros at its front: they are put back.
    pub pad_codes: Option<usize>,
    /// What makes the same rows other events.
    pub round: Option<String>,
}

/// A product of a catalogue, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line it begins in, counted from 1.
    pub line: u64,
    /// The product.
    pub product: Product,
}

/// What is wrong in one place. It names the column, never what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// Counted from 1.
    pub line: u64,
    /// The column's name, or its number where it has none; nothing for a whole row.
    pub column: Option<String>,
    /// What is wrong, and how to mend it.
    pub what: String,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Catalogue {
    /// What may be sent: no two rows are one event.
    pub rows: Vec<Row>,
    /// Everything that is wrong, by line; nothing is sent while there is something.
    pub problems: Vec<Problem>,
    /// What looks wrong, and may be right.
    pub warnings: Vec<String>,
    /// Rows that say the same as one before them.
    pub repeated: usize,
}

/// A row as it was read, and where its fields stand.
struct Raw {
    line: u64,
    item_id: Option<String>,
    description: String,
    country_of_origin: Option<String>,
    version: Option<String>,
}

impl Catalogue {
    /// Reads a file and judges every row as the consumer will.
    pub fn read(
        path: &Path,
        format: &Format,
        source: &Source,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        Ok(Self::of(&crate::request::read(path)?, format, source, now))
    }

    /// The same of its bytes.
    pub fn of(bytes: &[u8], format: &Format, source: &Source, now: Timestamp) -> Self {
        let mut catalogue = Self::default();
        match text::decoded(bytes) {
            Ok(text) => {
                let read = if format.is_json { lines::read } else { csv::read };
                let (raws, columns) = read(&text, format, source, &mut catalogue.problems);
                judge::judge(raws, &columns, (format, source, now), &mut catalogue);
            }
            Err(problem) => catalogue.problems.push(problem),
        }
        catalogue.problems.sort_by_key(|problem| problem.line);
        catalogue.problems.truncate(MOST_PROBLEMS);
        catalogue
    }
}

impl Problem {
    fn of_row(line: u64, what: impl Into<String>) -> Self {
        Self { line, column: None, what: what.into() }
    }

    fn of_column(line: u64, column: &str, what: impl Into<String>) -> Self {
        Self { line, column: Some(column.to_owned()), what: what.into() }
    }
}

#[cfg(test)]
mod tests;
