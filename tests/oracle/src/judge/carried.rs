//! A carried answer is that of an earlier state of its line that asked the same, or of the same
//! version and content told in another line.

use super::rows::{Origin, Record, Records};
use super::verdict::{Kind, Verdict};
use crate::state::Line;

/// How old an answer may be that is carried: 30 days, in milliseconds.
const REUSE: i64 = 30 * 24 * 60 * 60 * 1_000;

pub(super) fn judge(records: &Records, verdict: &mut Verdict) {
    for record in records.all() {
        if let Some(origin) = &record.carried_from
            && let Some(problem) = problem(record, origin, records)
        {
            verdict.find(Kind::Double, format!("{problem}: {record:?}"));
        }
    }
}

fn problem(record: &Record, origin: &Origin, records: &Records) -> Option<&'static str> {
    if origin.item_id != record.line.item_id {
        return Some("carried from another item");
    }
    let Some(place) = record.line.numbering.place(&origin.version) else {
        return Some("carried from a version of another kind");
    };
    let is_older = origin.lineage == record.line.lineage && place < record.place;
    // One version and one content are one state, whoever tells of it.
    let is_told_by_others = origin.lineage != record.line.lineage && place == record.place;
    if !is_older && !is_told_by_others {
        return Some("carried from a state that is neither older nor the same");
    }
    if is_older && record.recorded_at - record.answered_at > REUSE {
        return Some("carried for too long");
    }
    let at = records.at(&Line { lineage: origin.lineage.clone(), ..record.line.clone() }, place);
    let is_origin = |other: &&Record| {
        other.asked == record.asked
            && other.api == record.api
            && (is_told_by_others || other.is_completed())
    };
    match at.iter().find(is_origin) {
        None => Some("carried from a state that asked something else"),
        // A failure that was carried may have given way since.
        Some(other) if record.is_completed() && differs(record, other) => {
            Some("carried, and changed")
        }
        Some(_same) => None,
    }
}

/// The answer, its call and its age are those of the original.
fn differs(record: &Record, older: &Record) -> bool {
    let kept = |record: &Record| {
        let Record { hts_code, answer, api_request_id, answered_at, .. } = record.clone();
        (hts_code, answer, api_request_id, answered_at)
    };
    kept(record) != kept(older)
}
