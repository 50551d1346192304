//! What was answered already is not asked again.
//!
//! Two cases can be told from what is left. Where the nearest state below one in its line asked
//! the same, has a code, and was on record before any message of the later state's event was
//! handed out, the later state's row is carried. Where a result with a code had answered a version
//! by then, no row of a call stands beside it.

use super::rows::{Record, Records};
use super::told::ToldBy;
use super::verdict::{Kind, Verdict};
use crate::evidence::{Evidence, HandedOut};
use crate::time::Millis;

/// How old an answer may be that is carried: 30 days, in milliseconds.
const REUSE: Millis = 30 * 24 * 60 * 60 * 1_000;

pub(super) fn judge(
    evidence: &Evidence,
    records: &Records,
    told: &ToldBy<'_>,
    verdict: &mut Verdict,
) {
    let handed_out = evidence.handed_out();
    for record in records.all().filter(|record| record.carried_from.is_none()) {
        let Some(first) = first_handed_out(evidence, record, told, &handed_out) else { continue };
        let first = first - evidence.whole.skew;
        if let Some(older) = unchanged(record, records, first) {
            let what = format!("asked though it did not change: {record:?} after {older:?}");
            verdict.find(Kind::Repaid, what);
        }
        if let Some(result) = answered(record, records, told, first) {
            let what = format!("asked though a result answered it: {record:?} after {result:?}");
            verdict.find(Kind::Repaid, what);
        }
    }
}

/// When the event that asked for this row's state was first looked at; nothing for a row that a
/// result wrote.
fn first_handed_out(
    evidence: &Evidence,
    record: &Record,
    told: &ToldBy<'_>,
    handed_out: &[HandedOut],
) -> Option<Millis> {
    let state = record.state().filter(|state| record.holds_answer_to(&state.content))?;
    let is_named = |place: &usize| {
        let event = &evidence.events[*place];
        (event.source, &*event.id) == (&*record.source, &*record.event_id)
    };
    handed_out[told.tellers(&state).find(is_named)?].first
}

/// The state below, if this one must have been carried from it. Where two contents stand at one
/// version, nobody can say which of them was the newest, and nothing is held against anybody.
fn unchanged<'r>(record: &Record, records: &'r Records, first: Millis) -> Option<&'r Record> {
    let mut below = records.below(&record.line, record.place);
    let [older] = below.find(|at| at.iter().any(Record::is_completed))? else { return None };
    let [_alone] = records.at(&record.line, record.place) else { return None };
    let is_same = older.asked == record.asked && older.api == record.api;
    let was_there = older.recorded_at < first && record.recorded_at - older.answered_at < REUSE;
    (is_same && was_there).then_some(older)
}

/// The row of a result that had answered this version.
fn answered<'r>(
    record: &Record,
    records: &'r Records,
    told: &ToldBy<'_>,
    first: Millis,
) -> Option<&'r Record> {
    let at = records.at(&record.line, record.place);
    at.iter().find(|other| {
        let is_result = other.asked.is_none() && other.is_completed();
        let mut results = told.results(&other.line, other.place);
        is_result
            && other.recorded_at < first
            && results.any(|(_, finding)| other.holds_answer_to(&finding.answer))
    })
}
