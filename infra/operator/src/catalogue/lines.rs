//! JSON lines: one object a line.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use settings::Source;

use super::columns::{Columns, Names, Place};
use super::model::{Format, MOST_ROWS, Problem, Raw};

/// An object's fields as they are written: a number keeps its digits.
type Object<'t> = BTreeMap<String, &'t RawValue>;

/// The rows, and where their fields stand.
pub(super) fn read(
    text: &str,
    format: &Format,
    source: &Source,
    problems: &mut Vec<Problem>,
) -> (Vec<Raw>, Names) {
    let mut objects = Vec::new();
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        if objects.len() >= MOST_ROWS {
            problems.push(Problem::of_row(
                number,
                format!("more than {MOST_ROWS} rows: split the file"),
            ));
            break;
        }
        match serde_json::from_str::<Object<'_>>(line) {
            Ok(object) => objects.push((number, object)),
            Err(error) => {
                let what = format!("is no JSON object, at column {}", error.column());
                problems.push(Problem::of_row(number, what));
            }
        }
    }
    // Any object may leave a field out: what one of them has is known.
    let mut names: Vec<String> = Vec::new();
    for name in objects.iter().flat_map(|(_, object)| object.keys()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if objects.is_empty() {
        if problems.is_empty() {
            problems.push(Problem::of_row(1, "the file is empty"));
        }
        return (Vec::new(), Names::new());
    }
    let Some(columns) = Columns::find(&names, &format.wanted, source, problems) else {
        return (Vec::new(), Names::new());
    };
    let raws = objects.iter().filter_map(|(line, object)| raw(*line, object, &columns, problems));
    let raws = raws.collect();
    (raws, columns.names())
}

fn raw(
    line: u64,
    object: &Object<'_>,
    columns: &Columns,
    problems: &mut Vec<Problem>,
) -> Option<Raw> {
    let mut is_good = true;
    let mut field = |place: &Place, is_name: bool| {
        let value = object.get(&place.name)?;
        match text(value, is_name) {
            Ok(text) => text,
            Err(what) => {
                problems.push(Problem::of_column(line, &place.name, what));
                is_good = false;
                None
            }
        }
    };
    let item_id = field(&columns.id, true);
    let texts: Vec<_> = columns.description.iter().filter_map(|at| field(at, false)).collect();
    let country_of_origin = columns.origin.as_ref().and_then(|at| field(at, false));
    let version = columns.version.as_ref().and_then(|at| field(at, false));
    let description = texts.join("; ");
    is_good.then_some(Raw { line, item_id, description, country_of_origin, version })
}

/// A text, or a number as it is written; nothing where the field is null or empty.
fn text(value: &RawValue, is_name: bool) -> Result<Option<String>, &'static str> {
    let written = value.get();
    let is_number = written.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let is_whole = written.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    match written {
        "null" => Ok(None),
        _ if is_number && is_name && !is_whole => {
            Err("is a number that is not written as a whole one (4711, not 4711.0): write a text")
        }
        _ if is_number => Ok(Some(written.to_owned())),
        _ => match serde_json::from_str::<String>(written) {
            Ok(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Err(_) => Err("is neither a text nor a number"),
        },
    }
}
