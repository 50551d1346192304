//! An answer as it is shown.

use classifications::{CarriedFrom, Outcome, Row};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::table::or_dash;
use crate::time;

/// One answer, with everything that is kept of it.
#[derive(Debug, Serialize)]
pub(crate) struct ShownResult {
    tenant: String,
    /// The sender's own number.
    item: String,
    /// Who numbers the versions.
    lineage: String,
    version: String,
    event_id: String,
    source: String,
    /// The delivery that brought the event.
    request_id: String,
    /// What was asked.
    description: Option<String>,
    country_of_origin: Option<String>,
    status: Outcome,
    hts_code: Option<String>,
    hts_digits: Option<String>,
    duty: Option<String>,
    confidence: Option<f64>,
    failure: Option<String>,
    components: Vec<String>,
    /// The state whose answer this is, if it was carried without a call.
    carried_from: Option<CarriedFrom>,
    attempts: u32,
    received_at: Timestamp,
    answered_at: Timestamp,
    recorded_at: Timestamp,
    api_request_id: String,
    model: Option<String>,
    schedule: Option<String>,
    /// Byte for byte as the provider gave it, where that is JSON; else its text.
    answer: Option<Box<RawValue>>,
}

impl ShownResult {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 10] = [
        "event", "tenant", "item", "lineage", "version", "hts code", "duty", "took", "attempts",
        "outcome",
    ];

    /// A row of the table of answers.
    pub fn of(row: Row) -> Self {
        Self {
            answer: verbatim(&row.answer),
            lineage: row.lineage,
            version: row.version,
            request_id: row.request_id,
            description: row.description,
            country_of_origin: row.country_of_origin,
            carried_from: row.carried_from,
            answered_at: row.answered_at,
            tenant: row.tenant,
            item: row.item_id,
            event_id: row.event_id,
            source: row.source,
            status: row.outcome,
            hts_code: row.hts_code,
            hts_digits: row.hts_digits,
            duty: row.duty,
            confidence: row.confidence,
            failure: row.failure,
            components: row.components,
            attempts: row.attempts,
            received_at: row.received_at,
            recorded_at: row.recorded_at,
            api_request_id: row.api_request_id,
            model: row.model,
            schedule: row.schedule,
        }
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 10] {
        [
            short(&format!("{}#{}", self.source, self.event_id)),
            self.tenant.clone(),
            self.item.clone(),
            or_dash(Some(self.lineage.as_str()).filter(|lineage| !lineage.is_empty())),
            self.version.clone(),
            or_dash(self.hts_code.as_deref()),
            or_dash(self.duty.as_deref()),
            time::took(self.received_at, self.recorded_at),
            self.attempts.to_string(),
            self.outcome(),
        ]
    }

    fn outcome(&self) -> String {
        match (self.status, &self.failure) {
            (Outcome::Completed, _) if self.carried_from.is_some() => "carried".to_owned(),
            (Outcome::Completed, _) => "completed".to_owned(),
            (Outcome::Failed, None) => "failed".to_owned(),
            (Outcome::Failed, Some(failure)) => format!("failed: {failure}"),
        }
    }
}

/// JSON as it was given, or a text of what is none.
pub(crate) fn verbatim(answer: &str) -> Option<Box<RawValue>> {
    let json = RawValue::from_string(answer.to_owned());
    json.or_else(|_| to_raw_value(answer)).ok()
}

/// Ids as people compare them: a body's SHA-256 is not read to its end.
fn short(id: &str) -> String {
    const SHOWN: usize = 32;
    if id.chars().count() <= SHOWN {
        return id.to_owned();
    }
    id.chars().take(SHOWN).chain(['…']).collect()
}

#[cfg(test)]
pub(crate) mod tests;
