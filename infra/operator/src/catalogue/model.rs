//! How a file is to be read, and what was read.

use mapping::Product;
use serde::Serialize;

/// A column, by its name in the first line or by its number, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// By its name.
    Named(String),
    /// By its number.
    Numbered(usize),
}

/// What flags say of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Where the item's own number is.
    pub id: Option<Column>,
    /// Where its description is; the texts of several are joined.
    pub description: Vec<Column>,
    /// Where the country of origin is.
    pub origin: Option<Column>,
    /// Where the version is.
    pub version: Option<Column>,
    /// Whether the first line is a row, too.
    pub no_header: bool,
}

impl std::str::FromStr for Column {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.parse() {
            Ok(number) if number > 0 => Self::Numbered(number),
            Ok(_) | Err(_) => Self::Named(text.to_owned()),
        })
    }
}

/// The most rows of a file: all of them are held while they are judged.
pub(super) const MOST_ROWS: usize = 1_000_000;

/// The most problems that are kept: whoever has more has one, many times.
pub(super) const MOST_PROBLEMS: usize = 10_000;

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
pub(super) struct Raw {
    pub line: u64,
    pub item_id: Option<String>,
    pub description: String,
    pub country_of_origin: Option<String>,
    pub version: Option<String>,
}

impl Problem {
    pub(super) fn of_row(line: u64, what: impl Into<String>) -> Self {
        Self { line, column: None, what: what.into() }
    }

    pub(super) fn of_column(line: u64, column: &str, what: impl Into<String>) -> Self {
        Self { line, column: Some(column.to_owned()), what: what.into() }
    }
}
