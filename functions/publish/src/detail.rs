//! What a subscriber is told of a recorded classification: the `detail` of its event.

use serde_json::{Map, Value};

use crate::record::{Record, Unreadable, attribute};

/// Raised when a field is renamed, removed, or means something else. Fields may be added at any
/// time.
pub const DETAIL_VERSION: u32 = 2;

/// The fields of a row that are told, each with the name that it is told by.
const TOLD: [(&str, &str); 22] = [
    ("tenant", "tenant"),
    ("item_id", "item_id"),
    ("lineage", "lineage"),
    ("version", "version"),
    ("version_kind", "version_kind"),
    ("outcome", "outcome"),
    ("hts_code", "hts_code"),
    ("hts_digits", "hts_digits"),
    ("duty", "duty"),
    ("failure", "failure"),
    ("schedule", "schedule"),
    ("model", "model"),
    ("confidence", "confidence"),
    ("components", "components"),
    ("country_of_origin", "country_of_origin"),
    ("source", "source"),
    ("event_id", "event_id"),
    ("request_id", "request_id"),
    ("api_request_id", "api_request_id"),
    ("carried_from", "carried_from"),
    ("answered_at", "answered_at_ms"),
    ("recorded_at", "recorded_at_ms"),
];

/// Without these no subscriber could tell whose item it is, or what became of it.
const NEEDED: [&str; 3] = ["tenant", "item_id", "outcome"];

/// The detail of a record's event. A field that the row does not have, or has empty, is left out;
/// texts are as they stand in the row, numbers are numbers.
pub fn detail(record: &Record) -> Result<Map<String, Value>, Unreadable> {
    let mut detail = Map::new();
    detail.insert("detail_version".to_owned(), DETAIL_VERSION.into());
    for (name, told) in TOLD {
        if let Some(value) = attribute(&record.after.image, name) {
            let value = value.ok().and_then(|value| value.json()).ok_or(Unreadable::Kind(name))?;
            if value != "" {
                detail.insert(told.to_owned(), value);
            }
        }
    }
    detail.insert("change".to_owned(), record.change.as_str().into());
    detail.insert("change_id".to_owned(), record.id.as_str().into());
    match NEEDED.iter().find(|name| !detail.contains_key(**name)) {
        Some(missing) => Err(Unreadable::Missing(missing)),
        None => Ok(detail),
    }
}
