//! What the ledger and the queues say of each event.

use std::collections::{BTreeMap, HashMap};

use super::rows::{Entry, entries};
use super::verdict::{Kind, Verdict};
use crate::event::{Event, Expected};
use crate::evidence::{Evidence, Place};

/// An event that killed so many invocations is refused, and its id is free for another content.
const DEADLY: usize = 3;

/// Judges each event's own end. Returns the places of those that may have effects, and whether
/// what they tell must be on record.
pub(super) fn judge(evidence: &Evidence, verdict: &mut Verdict) -> BTreeMap<usize, bool> {
    let (rows, unreadable) = entries(&evidence.ledger);
    for row in unreadable {
        verdict.find(Kind::Lost, format!("no row of the ledger: {row}"));
    }
    let by_event: BTreeMap<&str, &Entry> =
        rows.iter().map(|entry| (entry.event.as_str(), entry)).collect();
    let strangers = strangers(evidence, &by_event);
    let (places, handed_out) = (evidence.places(), evidence.handed_out());
    let waited = evidence.waited();
    let mut effective = BTreeMap::new();
    for (key, events) in by_key(&evidence.events) {
        let is_remapped = evidence.whole.remapped.contains(&evidence.events[events[0]].source);
        let entry = by_event.get(&*key).copied().filter(|_| is_remapped);
        let claimed = entry.and_then(|entry| event_of(evidence, &entry.message));
        let claimed = claimed.filter(|claimed| events.contains(claimed));
        let winner = claimed.or_else(|| winner(&events, &places));
        let may_have_been_refused =
            entry.is_some_and(|entry| entry.phase == "done") && differ(&evidence.events, &events);
        for place in events {
            let event = &evidence.events[place];
            if let Expected::TurnedAway(forgery) = event.expected {
                if !places[place].is_empty() {
                    verdict.find(Kind::Double, format!("{key} ({forgery:?}): it was let in"));
                }
                continue;
            }
            let (expected, entry) = match (event.expected, winner) {
                (Expected::Stranger, _) => (Expected::Stranger, strangers.get(&place).copied()),
                // Perhaps refused before the mapping changed, and done since: its first messages
                // may be dead.
                (Expected::Done, Some(winner)) if winner == place && may_have_been_refused => {
                    effective.insert(place, true);
                    continue;
                }
                (expected, Some(winner)) if winner == place => {
                    effective.insert(place, true);
                    (expected, by_event.get(&*key).copied())
                }
                // Two events by chance, and one by their id and their content.
                (expected, Some(winner)) if evidence.events[winner].body == event.body => {
                    (expected, by_event.get(&*key).copied())
                }
                // Worked on, perhaps, before the mapping changed and the other content took its row.
                _ if is_remapped => {
                    effective.insert(place, false);
                    continue;
                }
                _ => {
                    if handed_out[place].deaths >= DEADLY {
                        effective.insert(place, false);
                    }
                    (Expected::Refused("another content"), reused(&by_event, &key))
                }
            };
            if let Some(problem) = problem(expected, entry, waited.contains(&place), &places[place])
            {
                verdict.find(Kind::Lost, format!("{key} ({expected:?}): {problem}; {entry:?}"));
            }
        }
    }
    effective
}

/// Whether events of one id have more than one content.
fn differ(events: &[Event], places: &[usize]) -> bool {
    places.windows(2).any(|pair| events[pair[0]].body != events[pair[1]].body)
}

/// Events by their id: mostly one each.
fn by_key(events: &[Event]) -> BTreeMap<String, Vec<usize>> {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        let key = match event.expected {
            Expected::Stranger => format!("stranger {place}"),
            Expected::TurnedAway(_) => format!("forged {place}"),
            Expected::Done | Expected::Refused(_) => event.key(),
        };
        by_key.entry(key).or_default().push(place);
    }
    by_key
}

/// Of several contents under one id, the one whose messages were acknowledged.
fn winner(events: &[usize], places: &[Vec<Place>]) -> Option<usize> {
    let acknowledged = |place: &&usize| places[**place].iter().copied().any(is_deleted);
    match events {
        [only] => Some(*only),
        several => several.iter().find(acknowledged).copied(),
    }
}

/// The event of a message.
fn event_of(evidence: &Evidence, message: &str) -> Option<usize> {
    let messages = evidence.messages.iter();
    messages.filter(|known| known.id == message).map(|known| known.event).next()
}

fn is_deleted(place: Place) -> bool {
    matches!(place, Place::Deleted(_))
}

fn problem(
    expected: Expected,
    entry: Option<&Entry>,
    waited: bool,
    places: &[Place],
) -> Option<String> {
    let Some(entry) = entry else { return Some("the ledger does not know it".to_owned()) };
    let all = |is: fn(Place) -> bool| !places.is_empty() && places.iter().copied().all(is);
    let is_dead = |place| place == Place::Dead;
    // While an event waits in its row, its messages go: what is sent from there is another one. Of
    // an event that waited, one dead message is enough.
    let waited = waited || entry.waits > 0;
    let is_left = all(is_dead)
        || (waited && places.contains(&Place::Dead) && all(|p| p == Place::Dead || is_deleted(p)));
    match expected {
        Expected::Done if places.contains(&Place::Dead) => Some("dead though healthy".to_owned()),
        Expected::Done if entry.phase != "done" => Some("it is not done".to_owned()),
        Expected::Done if !all(is_deleted) => Some(format!("its messages are {places:?}")),
        Expected::Done | Expected::TurnedAway(_) => None,
        Expected::Refused(_) | Expected::Stranger if !is_left => {
            Some(format!("its messages are {places:?}"))
        }
        Expected::Refused(_) | Expected::Stranger if entry.phase == "done" => {
            Some("it is done".to_owned())
        }
        Expected::Refused(word) => unsaid(entry, word),
        Expected::Stranger => unsaid(entry, ""),
    }
}

/// A reason is on record, and holds this word.
fn unsaid(entry: &Entry, word: &str) -> Option<String> {
    let reason = entry.reason.as_deref().unwrap_or_default();
    let is_said = !reason.is_empty() && reason.contains(word);
    (!is_said).then(|| "its reason is not on record".to_owned())
}

/// The row under which a second content of this id was refused.
fn reused<'e>(entries: &BTreeMap<&str, &'e Entry>, key: &str) -> Option<&'e Entry> {
    let start = format!("reused:{key}#");
    let rows = entries.range(&*start..);
    rows.map(|(_, entry)| *entry).next().filter(|entry| entry.event.starts_with(&start))
}

/// What no door sealed has no id: its row is told by the message that was refused.
fn strangers<'e>(
    evidence: &Evidence,
    entries: &BTreeMap<&str, &'e Entry>,
) -> HashMap<usize, &'e Entry> {
    let of: HashMap<&str, usize> =
        evidence.messages.iter().map(|message| (&*message.id, message.event)).collect();
    let rows = entries.values().filter(|entry| entry.event.starts_with("unreadable:"));
    rows.filter_map(|entry| Some((*of.get(&*entry.message)?, *entry))).collect()
}
