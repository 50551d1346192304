//! Each row is of a state that somebody told, and holds the answer to exactly that.

use std::collections::BTreeMap;

use super::rows::{Record, Records};
use super::told::ToldBy;
use super::verdict::{Kind, Verdict};
use crate::evidence::Evidence;

pub(super) fn judge(
    evidence: &Evidence,
    records: &Records,
    told: &ToldBy<'_>,
    verdict: &mut Verdict,
) {
    for record in records.all() {
        if let Some(problem) = problem(evidence, record, told) {
            verdict.find(Kind::Double, format!("{problem}: {record:?}"));
        }
    }
    let mut received = BTreeMap::new();
    for record in records.all().filter(|record| record.line.numbering.is_received()) {
        let told = (&record.line, &record.asked, &record.source, &record.event_id);
        if received.insert(told, record).is_some() {
            verdict.find(Kind::Double, format!("one event was received twice: {record:?}"));
        }
    }
}

/// What is wrong with a row.
fn problem(evidence: &Evidence, record: &Record, told: &ToldBy<'_>) -> Option<&'static str> {
    let state = record.state();
    let tellers: Vec<usize> = state.iter().flat_map(|state| told.tellers(state)).collect();
    let bringers: Vec<usize> = told
        .results(&record.line, record.place)
        .filter(|(_, finding)| record.holds_answer_to(&finding.answer))
        .map(|(bringer, _)| bringer)
        .collect();
    if tellers.is_empty() && (record.asked.is_some() || bringers.is_empty()) {
        return Some("nobody told this state");
    }
    if record.asked.is_none() != record.is_result {
        return Some("what was asked is not on record");
    }
    let is_answer = state.is_some_and(|state| record.holds_answer_to(&state.content));
    if !is_answer && bringers.is_empty() {
        return Some("not its answer");
    }
    let named = |place: usize| {
        let event = &evidence.events[place];
        (event.source, event.tenant, &*event.id)
            == (&*record.source, &*record.line.tenant, &*record.event_id)
    };
    let mut events = tellers.into_iter().chain(bringers);
    (!events.any(named)).then_some("under the name of an event that did not tell it")
}
