//! CSV, as spreadsheets and databases write it.

use csv::{ReaderBuilder, StringRecord};
use settings::Source;

use super::columns::{Columns, Names, Place};
use super::model::{Format, MOST_ROWS, Problem, Raw};

/// What may stand between fields, where nobody says what does.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The rows, and where their fields stand.
pub(super) fn read(
    text: &str,
    format: &Format,
    source: &Source,
    problems: &mut Vec<Problem>,
) -> (Vec<Raw>, Names) {
    let (text, skipped, said) = without_sep(text);
    let delimiter = format.delimiter.or(said).unwrap_or_else(|| found_out(text));
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut raws = Vec::new();
    let Some(first) = records.next() else {
        problems.push(Problem::of_row(1, "the file is empty"));
        return (raws, Names::new());
    };
    let first = match first {
        Ok(first) => first,
        Err(error) => {
            problems.push(unreadable(&error, skipped));
            return (raws, Names::new());
        }
    };
    let names: Vec<String> = first.iter().map(str::to_owned).collect();
    let Some(columns) = Columns::find(&names, &format.wanted, source, problems) else {
        return (raws, Names::new());
    };
    let own = format.wanted.no_header.then_some(Ok(first));
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: skipped.saturating_add(1) };
    for record in own.into_iter().chain(records) {
        if raws.len() >= MOST_ROWS {
            let what = format!("more than {MOST_ROWS} rows: split the file");
            problems.push(Problem::of_row(u64::try_from(MOST_ROWS).unwrap_or(u64::MAX), what));
            break;
        }
        match record {
            Ok(record) => {
                let line = lines.of(&record);
                raws.extend(raw(&record, &columns, (names.len(), line), problems));
            }
            Err(error) => problems.push(unreadable(&error, skipped)),
        }
    }
    (raws, columns.names())
}

/// One row; nothing where it is empty, or has another number of fields than the first line.
fn raw(
    record: &StringRecord,
    columns: &Columns,
    (width, line): (usize, u64),
    problems: &mut Vec<Problem>,
) -> Option<Raw> {
    if record.iter().all(|field| field.trim().is_empty()) {
        return None;
    }
    if record.len() != width {
        problems.push(Problem::of_row(
            line,
            format!(
                "has {} fields, and line 1 has {width}: a text that holds the delimiter, a quotation \
                 mark or a line break stands in quotation marks",
                record.len()
            ),
        ));
        return None;
    }
    let field = |place: &Place| record.get(place.at).unwrap_or_default().trim().to_owned();
    let present = |place: &Option<Place>| place.as_ref().map(field).filter(|text| !text.is_empty());
    let texts = columns.description.iter().map(field).filter(|text| !text.is_empty());
    Some(Raw {
        line,
        item_id: Some(field(&columns.id)).filter(|text| !text.is_empty()),
        description: texts.collect::<Vec<_>>().join("; "),
        country_of_origin: present(&columns.origin),
        version: present(&columns.version),
    })
}

/// In which line a record begins. The reader's own count stands before the line breaks that it has yet
/// to skip.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// Records are asked about in their order: each line break is counted once.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        let start = start.unwrap_or(self.at).max(self.at);
        let skipped = self.text.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let start = start.saturating_add(skipped.count());
        let passed = self.text.get(self.at..start).unwrap_or_default();
        let breaks = passed.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line = self.line.saturating_add(u64::try_from(breaks).unwrap_or_default());
        self.at = start;
        self.line
    }
}

/// Excel's own first line, `sep=;`, which says the delimiter and is no row.
fn without_sep(text: &str) -> (&str, u64, Option<u8>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end_matches('\r').strip_prefix("sep=").map(str::as_bytes) {
        Some([delimiter]) => (rest, 1, Some(*delimiter)),
        Some(_) | None => (text, 0, None),
    }
}

/// The delimiter that the first line has most of, outside quotation marks.
fn found_out(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let outside: String = first.split('"').step_by(2).collect();
    let count = |delimiter: &u8| outside.matches(char::from(*delimiter)).count();
    // Of equals the last one counts: a comma before the others.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

fn unreadable(error: &csv::Error, skipped: u64) -> Problem {
    let line = error.position().map_or(1, csv::Position::line).saturating_add(skipped);
    Problem::of_row(line, "is no CSV that can be read")
}
