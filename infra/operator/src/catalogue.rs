//! A catalogue in a file: CSV or JSON lines, read to its end and judged row by row before anything
//! of it is sent. Pure, but for the reading of the file.

mod codes;
mod columns;
mod csv;
mod judge;
mod lines;
mod model;
mod text;

use std::path::Path;

use jiff::Timestamp;
use settings::Source;

use model::MOST_PROBLEMS;

pub(crate) use model::{Catalogue, Column, Format, Problem, Row, Wanted};

/// Reads a file and judges every row as the consumer will.
pub(crate) fn read(
    path: &Path,
    format: &Format,
    source: &Source,
    now: Timestamp,
) -> anyhow::Result<Catalogue> {
    Ok(of(&crate::request::read(path)?, format, source, now))
}

/// The same of its bytes.
fn of(bytes: &[u8], format: &Format, source: &Source, now: Timestamp) -> Catalogue {
    let mut catalogue = Catalogue::default();
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

#[cfg(test)]
mod tests;
