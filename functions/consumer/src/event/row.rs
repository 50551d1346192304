//! From an answer to the row that is kept of it. Pure.

use classifications::{DESCRIPTION_BYTES, ItemKey, Outcome, Row, State};
use classifier::{Answer, Named, hts_digits};
use jiff::Timestamp;
use mapping::Item;
use sequences::Step;

use crate::event::claimed::Claimed;

/// Which call was answered, by whom, when, and when that is recorded.
#[derive(Clone, Copy)]
pub(crate) struct Provenance<'a> {
    named: &'a Named,
    answered_at: Timestamp,
    pub now: Timestamp,
}

impl<'a> Provenance<'a> {
    /// Of an answer that was given just now.
    pub fn of(named: &'a Named, now: Timestamp) -> Self {
        Self { named, answered_at: now, now }
    }

    /// Of an answer that was given some time ago.
    pub fn given_at(self, answered_at: Timestamp) -> Self {
        Self { answered_at, ..self }
    }
}

/// What a row is about: an item's state, and what was asked, if anybody asked.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub item_id: &'a str,
    /// Its place among the items of its event.
    pub place: usize,
    pub state: &'a State,
    pub asked: Option<Asked<'a>>,
    /// Its number, where it is recorded in order.
    pub step: Option<&'a Step>,
}

/// What was asked, and whom.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub description: &'a str,
    pub country_of_origin: Option<&'a str>,
    pub api: &'a str,
}

impl<'a> Asked<'a> {
    /// What is asked of an API about an item.
    pub fn of(item: &'a Item, api: &'a str) -> Self {
        let country_of_origin = item.country_of_origin.as_deref();
        Self { description: &item.description, country_of_origin, api }
    }

    /// What was asked for a row; nothing for a result that nobody asked for.
    pub fn of_row(row: &'a Row) -> Option<Self> {
        Some(Self {
            description: row.description.as_deref()?,
            country_of_origin: row.country_of_origin.as_deref(),
            api: row.api.as_deref()?,
        })
    }
}

/// The row of an answer that is one; nothing for a failure that may pass.
pub(crate) fn row(
    claimed: &Claimed,
    subject: Subject<'_>,
    answer: &Answer,
    provenance: Provenance<'_>,
) -> Option<Row> {
    let blank = blank(claimed, subject, provenance);
    Some(match answer.clone() {
        Answer::Retryable { .. } => return None,
        Answer::Failed { code, verbatim } => {
            Row { outcome: Outcome::Failed, failure: Some(code), answer: verbatim, ..blank }
        }
        Answer::Completed { hts_code, duty, confidence, components, verbatim } => Row {
            outcome: Outcome::Completed,
            hts_digits: hts_digits(&hts_code),
            hts_code: Some(hts_code),
            duty,
            confidence,
            components,
            answer: verbatim,
            ..blank
        },
    })
}

fn blank(claimed: &Claimed, subject: Subject<'_>, provenance: Provenance<'_>) -> Row {
    let Subject { item_id, state, asked, .. } = subject;
    let Provenance { named, answered_at, now } = provenance;
    let origin = &claimed.event.origin;
    Row {
        item: ItemKey::new(&origin.tenant, item_id),
        state: state.key(),
        tenant: origin.tenant.clone(),
        item_id: item_id.to_owned(),
        lineage: state.lineage.clone(),
        version: state.version.plain(),
        version_kind: state.version.kind(),
        mark: state.mark.clone(),
        description: asked.map(|asked| cut(asked.description)),
        country_of_origin: asked.and_then(|asked| asked.country_of_origin.map(str::to_owned)),
        api: asked.map(|asked| asked.api.to_owned()),
        source: origin.source.clone(),
        event_id: origin.event_id.clone(),
        request_id: origin.request_id.clone(),
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
        attempts: claimed.attempts,
        carried_from: None,
        received_at: origin.received_at,
        answered_at,
        recorded_at: now,
    }
}

/// A description, as long as a row keeps it.
pub(crate) fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(DESCRIPTION_BYTES);
    text.get(..end).unwrap_or_default().to_owned()
}
