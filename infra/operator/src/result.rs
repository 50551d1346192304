//! An answer as it is shown.

use classifications::{Outcome, Row};
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
    version: String,
    event_id: String,
    source: String,
    status: Outcome,
    hts_code: Option<String>,
    hts_digits: Option<String>,
    duty: Option<String>,
    confidence: Option<f64>,
    failure: Option<String>,
    components: Vec<String>,
    attempts: u32,
    received_at: Timestamp,
    recorded_at: Timestamp,
    api_request_id: String,
    model: Option<String>,
    schedule: Option<String>,
    /// Byte for byte as the provider gave it, where that is JSON; else its text.
    answer: Option<Box<RawValue>>,
}

impl ShownResult {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 9] =
        ["event", "tenant", "item", "version", "hts code", "duty", "took", "attempts", "outcome"];

    /// A row of the table of answers.
    pub fn of(row: Row) -> Self {
        Self {
            answer: verbatim(&row.answer),
            version: row.version.version().to_owned(),
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
    pub fn cells(&self) -> [String; 9] {
        [
            short(&format!("{}#{}", self.source, self.event_id)),
            self.tenant.clone(),
            self.item.clone(),
            readable(&self.version),
            or_dash(self.hts_code.as_deref()),
            or_dash(self.duty.as_deref()),
            time::took(self.received_at, self.recorded_at),
            self.attempts.to_string(),
            self.outcome(),
        ]
    }

    fn outcome(&self) -> String {
        match (self.status, &self.failure) {
            (Outcome::Completed, _) => "completed".to_owned(),
            (Outcome::Failed, None) => "failed".to_owned(),
            (Outcome::Failed, Some(failure)) => format!("failed: {failure}"),
        }
    }
}

fn verbatim(answer: &str) -> Option<Box<RawValue>> {
    let json = RawValue::from_string(answer.to_owned());
    json.or_else(|_| to_raw_value(answer)).ok()
}

/// Versions are stored so that they sort as text: with leading zeros, and nine places of a second.
fn readable(version: &str) -> String {
    let number = version.parse::<u64>().map(|number| number.to_string());
    let time = || version.parse::<Timestamp>().map(|time| time.to_string());
    number.or_else(|_| time()).unwrap_or_else(|_| version.to_owned())
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
