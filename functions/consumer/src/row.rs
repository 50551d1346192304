//! From an answer to the row that is kept of it. Pure.

use classifications::{ItemKey, Outcome, Row, VersionKey};
use classifier::{Answer, Answers};
use jiff::Timestamp;
use mapping::Item;

use crate::case::Case;

/// Which call was answered, and when.
pub(crate) struct Provenance<'a> {
    pub request_id: &'a str,
    pub answers: &'a Answers,
    pub now: Timestamp,
}

/// The row of an answer that is one; nothing for a failure that may pass.
pub(crate) fn row(
    case: &Case,
    item: &Item,
    version: &VersionKey,
    answer: &Answer,
    provenance: &Provenance<'_>,
) -> Option<Row> {
    let blank = blank(case, item, version, provenance);
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
    item: &Item,
    version: &VersionKey,
    Provenance { request_id, answers, now }: &Provenance<'_>,
) -> Row {
    let origin = &case.job.origin;
    Row {
        item: ItemKey::new(&origin.tenant, &item.id),
        version: version.clone(),
        tenant: origin.tenant.clone(),
        item_id: item.id.clone(),
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
        api_request_id: (*request_id).to_owned(),
        model: answers.model.clone(),
        schedule: answers.schedule.clone(),
        attempts: case.attempts(),
        received_at: origin.received_at,
        recorded_at: *now,
    }
}
