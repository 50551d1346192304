//! What is kept of an answer: the audit trail that customs law calls reasonable care.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::key::{ItemKey, VersionKey};

/// One answer for one state of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Partition key.
    pub item: ItemKey,
    /// Sort key.
    pub version: VersionKey,
    /// Whose item it is.
    pub tenant: String,
    /// The sender's own number for it.
    pub item_id: String,
    /// The source whose event asked.
    pub source: String,
    /// The event that asked.
    pub event_id: String,
    /// Whether there is a code.
    pub outcome: Outcome,
    /// The code as the provider gave it, never padded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hts_code: Option<String>,
    /// Its digits alone, for look-ups.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hts_digits: Option<String>,
    /// All duties together, as the provider gave them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub duty: Option<String>,
    /// How sure the provider says it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<f64>,
    /// Codes of the parts of composite goods, as given.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub components: Vec<String>,
    /// Why there is no code, in the provider's word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<String>,
    /// The provider's answer, byte for byte.
    pub answer: String,
    /// The `X-Request-Id` of the call that was answered.
    pub api_request_id: String,
    /// The model the provider names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// The tariff schedule the provider names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub schedule: Option<String>,
    /// Claims of the event it took, this one included.
    pub attempts: u32,
    /// When the door had the event.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub received_at: Timestamp,
    /// When the answer was recorded.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub recorded_at: Timestamp,
}

/// Whether there is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// There is.
    Completed,
    /// The provider could not classify it: an answer too, which gives way to a later good one.
    Failed,
}
