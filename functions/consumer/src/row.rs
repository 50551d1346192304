//! From an answer to the row that is kept of it. Pure.

use classifications::{ItemKey, Outcome, Row, VersionKey};
use classifier::{Answer, Named};
use jiff::Timestamp;

use crate::case::Case;

/// Which call was answered, by whom, and when that is recorded.
pub(crate) struct Provenance<'a> {
    named: &'a Named,
    pub now: Timestamp,
}

impl<'a> Provenance<'a> {
    pub fn of(named: &'a Named, now: Timestamp) -> Self {
        Self { named, now }
    }

    /// The `X-Request-Id` of the call that was answered, where it is known.
    pub fn request_id(&self) -> Option<&'a str> {
        self.named.request_id.as_deref()
    }
}

/// The row of an answer that is one; nothing for a failure that may pass.
pub(crate) fn row(
    case: &Case,
    item_id: &str,
    version: &VersionKey,
    answer: &Answer,
    provenance: &Provenance<'_>,
) -> Option<Row> {
    let blank = blank(case, item_id, version, provenance);
    Some(match answer.clone() {
        Answer::Retryable { .. } => return None,
        Answer::Failed { code, verbatim } => {
            Row { outcome: Outcome::Failed, failure: Some(code), answer: verbatim, ..blank }
        }
        Answer::Completed { hts_code, duty, confidence, components, verbatim } => Row {
            outcome: Outcome::Completed,
            hts_digits: Some(hts_code.chars().filter(char::is_ascii_digit).collect()),
            hts_code: Some(hts_code),
            duty,
            confidence,
            components,
            answer: verbatim,
            ..blank
        },
    })
}

fn blank(
    case: &Case,
    item_id: &str,
    version: &VersionKey,
    Provenance { named, now }: &Provenance<'_>,
) -> Row {
    let origin = &case.job.origin;
    Row {
        item: ItemKey::new(&origin.tenant, item_id),
        version: version.clone(),
        tenant: origin.tenant.clone(),
        item_id: item_id.to_owned(),
        source: origin.source.clone(),
        event_id: origin.event_id.clone(),
        outcome: Outcome::Failed,
        hts_code: None,
        hts_digits: None,
        duty: None,
        confidence: None,
        components: Vec::new(),
        failure: None,
        answer: String::new(),
        api_request_id: named.request_id.clone().unwrap_or_default(),
        model: named.model.clone(),
        schedule: named.schedule.clone(),
        attempts: case.attempts(),
        received_at: origin.received_at,
        recorded_at: *now,
    }
}
