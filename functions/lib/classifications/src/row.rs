//! What is kept of an answer: the audit trail that customs law calls reasonable care.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use versions::VersionKind;

use crate::key::{ItemKey, Mark, StateKey};

/// One answer for one state of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Partition key.
    pub item: ItemKey,
    /// Sort key.
    pub state: StateKey,
    /// Whose item it is.
    pub tenant: String,
    /// The sender's own number for it.
    pub item_id: String,
    /// Who numbers the versions; empty for a result that names nobody.
    pub lineage: String,
    /// The version, as people write it.
    pub version: String,
    /// What kind of version it is.
    pub version_kind: VersionKind,
    /// What tells the content.
    pub mark: Mark,
    /// What was asked; nothing for a result that nobody asked for. Cut at [`DESCRIPTION_BYTES`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    /// Where the sender says the item comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country_of_origin: Option<String>,
    /// The API, by its name in the settings.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub api: Option<String>,
    /// The source whose event asked.
    pub source: String,
    /// The event that asked.
    pub event_id: String,
    /// The delivery that brought the event, as its sender was told.
    pub request_id: String,
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
    /// The `X-Request-Id` of the call that was answered; empty where it is not known.
    pub api_request_id: String,
    /// The model the provider names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// The tariff schedule the provider names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub schedule: Option<String>,
    /// Claims of the event it took, this one included.
    pub attempts: u32,
    /// The state whose answer this is, if it was carried to unchanged content without a call.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub carried_from: Option<CarriedFrom>,
    /// When the door had the event.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub received_at: Timestamp,
    /// When the provider gave the answer; a carried one keeps its age.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub answered_at: Timestamp,
    /// When the answer was recorded for this state.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub recorded_at: Timestamp,
}

/// The most bytes of a description that a row keeps: the verbatim answer needs most of the 400 KB
/// that `DynamoDB` takes.
pub const DESCRIPTION_BYTES: usize = 8 * 1024;

/// The state for which the provider was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedFrom {
    /// Of which item of the tenant.
    pub item_id: String,
    /// In which lineage.
    pub lineage: String,
    /// Its version, as people write it.
    pub version: String,
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

impl Row {
    /// Where another state says that this answer comes from: the state that was asked for.
    pub fn origin(&self) -> CarriedFrom {
        self.carried_from.clone().unwrap_or_else(|| CarriedFrom {
            item_id: self.item_id.clone(),
            lineage: self.lineage.clone(),
            version: self.version.clone(),
        })
    }
}
