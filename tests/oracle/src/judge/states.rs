//! What must be on record: the newest told state of every line, and each one that no newer one
//! stands above.

use super::rows::{Record, Records, waited};
use super::told::ToldBy;
use super::verdict::{Kind, Verdict};
use crate::content::{End, Quirk};
use crate::deal::ORDERED;
use crate::event::{Event, Told};
use crate::evidence::{Evidence, Place};
use crate::state::State;
use crate::time::Millis;

/// How a told state stands.
enum Standing {
    /// It has its row.
    Recorded,
    /// A newer one of its line was on record when its event ended.
    Superseded,
    /// Neither.
    Missing,
}

pub(super) fn judge(
    evidence: &Evidence,
    records: &Records,
    told: &ToldBy<'_>,
    verdict: &mut Verdict,
) {
    let (places, waiting) = (evidence.places(), waited(&evidence.ledger));
    let waited = evidence.waited();
    for (event, states) in &told.owed {
        let Some(state) = states.first() else { continue };
        let teller = &evidence.events[*event];
        if state.content.end() == End::Never || goes_down(teller) {
            continue;
        }
        let ended =
            ended(&places[*event], waited.contains(event) || waiting.contains(&teller.key()));
        match standing(states, (ended, evidence.whole.skew), records, told) {
            Standing::Recorded => {}
            Standing::Superseded => verdict.superseded += 1,
            Standing::Missing => {
                verdict.find(Kind::Lost, format!("no row of {states:?}, told by {}", teller.key()));
            }
        }
    }
}

/// What shares its event with an item that breaks every call, or kills, may go down with it: an event's own
/// items are never cut apart.
fn goes_down(event: &Event) -> bool {
    match &event.told {
        Told::States(tells) => tells
            .iter()
            .any(|tells| matches!(tells.content.quirk(), Some(Quirk::Explosive | Quirk::Deadly))),
        Told::Nothing | Told::Change(_) | Told::Results(_) => false,
    }
}

/// When the first message of an event was acknowledged: it was done by then. If the event ever
/// waited outside the queue, messages went meanwhile, and it was done by the last one; nobody can
/// say when, if it was refused in the end.
fn ended(places: &[Place], waited: bool) -> Option<Millis> {
    let ended = places.iter().filter_map(|place| match place {
        Place::Deleted(at) => Some(*at),
        Place::Dead | Place::Waiting | Place::Redriven => None,
    });
    match waited {
        false => ended.min(),
        true if places.contains(&Place::Dead) => None,
        true => ended.max(),
    }
}

/// These are one state; which of them depends on the delivery that was claimed first.
fn standing(
    states: &[State],
    (ended, skew): (Option<Millis>, Millis),
    records: &Records,
    told: &ToldBy<'_>,
) -> Standing {
    if states.iter().any(|state| is_recorded(state, records, told)) {
        return Standing::Recorded;
    }
    let Some(oldest) = states.iter().min_by_key(|state| state.place) else {
        return Standing::Missing;
    };
    // Of what is in strict order, each number is to have its row.
    if oldest.line.lineage == ORDERED {
        return Standing::Missing;
    }
    let ended = ended.map(|ended| ended + skew);
    let mut above = records.above(&oldest.line, oldest.place);
    if above.any(|newer| was_there(newer, ended)) {
        Standing::Superseded
    } else {
        Standing::Missing
    }
}

/// Its own row, or one that a result of its version wrote.
fn is_recorded(state: &State, records: &Records, told: &ToldBy<'_>) -> bool {
    let unnamed = crate::state::Line { lineage: String::new(), ..state.line.clone() };
    let at = records.at(&state.line, state.place).iter();
    let mut at = at.chain(records.at(&unnamed, state.place));
    at.any(|record| {
        let own = record.is_of(state) && record.holds_answer_to(&state.content);
        let mut results = told.results(&record.line, record.place);
        own || results.any(|(_, finding)| record.holds_answer_to(&finding.answer))
    })
}

/// Whether this row was on record when an event ended, as far as can be said: a failure that gave
/// way was there before what stands in its place.
fn was_there(record: &Record, ended: Option<Millis>) -> bool {
    let replaced = record.asked.as_ref().is_none_or(|asked| asked.end() == End::Failed);
    replaced || ended.is_none_or(|ended| record.recorded_at <= ended)
}
