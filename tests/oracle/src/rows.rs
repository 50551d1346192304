//! The oracle's own reading of the tables.

use serde::Deserialize;
use serde_json::Value;

/// A row of the answers' table, as far as the oracle looks at it.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the columns have these names")]
pub(crate) struct Answer {
    pub item: String,
    pub version: String,
    pub tenant: String,
    pub item_id: String,
    pub source: String,
    pub event_id: String,
    pub outcome: String,
    pub hts_code: Option<String>,
    pub answer: String,
    pub api_request_id: String,
}

/// A row of the ledger, as far as the oracle looks at it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    pub event: String,
    pub phase: String,
    pub message: String,
    pub reason: Option<String>,
}

/// Reads rows; one that cannot be read is told apart by what it says.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(rows: &[Value]) -> (Vec<T>, Vec<String>) {
    let (mut good, mut bad) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match T::deserialize(row) {
            Ok(read) => good.push(read),
            Err(error) => bad.push(format!("{error}: {row}")),
        }
    }
    (good, bad)
}
