//! What a stack has on record of an item.

use classifications::Outcome;
use jiff::Timestamp;
use serde::Serialize;

use crate::known::Known;

/// What is on record of an item.
#[derive(Debug, Serialize)]
pub(super) struct KnownItem {
    /// What would be done about it.
    pub would_be: Known,
    /// Its recorded states, the newest of each lineage first.
    pub states: Vec<KnownState>,
}

/// A recorded state.
#[derive(Debug, Serialize)]
pub(super) struct KnownState {
    pub lineage: String,
    pub version: String,
    pub status: Outcome,
    pub hts_code: Option<String>,
    pub recorded_at: Timestamp,
}
