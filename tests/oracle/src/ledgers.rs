//! What the ledger and the queues say of each event.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::event::{Event, Fate};
use crate::evidence::{Evidence, Place};
use crate::judge::{Kind, Verdict, places};
use crate::rows::{Entry, read};

/// Judges each event's own end. Returns the places of those that may have effects.
pub(crate) fn judge(evidence: &Evidence, verdict: &mut Verdict) -> BTreeSet<usize> {
    let (entries, unreadable) = read::<Entry>(&evidence.ledger);
    for row in unreadable {
        verdict.find(Kind::Lost, format!("no row of the ledger: {row}"));
    }
    let entries: BTreeMap<&str, &Entry> =
        entries.iter().map(|entry| (entry.event.as_str(), entry)).collect();
    let strangers = strangers(evidence, &entries);
    let (places, mut winners) = (places(evidence), BTreeSet::new());
    for (key, events) in by_key(&evidence.events) {
        let winner = winner(&events, &places);
        winners.extend(winner);
        for place in events {
            let event = &evidence.events[place];
            let (fate, entry) = match (event.fate, winner) {
                (Fate::Stranger, _) => (Fate::Stranger, strangers.get(&place).copied()),
                (fate, Some(winner)) if winner == place => (fate, entries.get(&*key).copied()),
                _ => (Fate::Refused("another content"), reused(&entries, &key)),
            };
            if let Some(problem) = problem(fate, entry, &places[place]) {
                verdict.find(Kind::Lost, format!("{key} ({fate:?}): {problem}; {entry:?}"));
            }
        }
    }
    winners
}

/// Events by their id: mostly one each.
fn by_key(events: &[Event]) -> BTreeMap<String, Vec<usize>> {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        let key = if event.is_sealed() { event.key() } else { format!("stranger {place}") };
        by_key.entry(key).or_default().push(place);
    }
    by_key
}

/// Of several contents under one id, the one whose messages were acknowledged.
fn winner(events: &[usize], places: &[Vec<Place>]) -> Option<usize> {
    let acknowledged = |place: &&usize| places[**place].contains(&Place::Deleted);
    match events {
        [only] => Some(*only),
        several => several.iter().find(acknowledged).copied(),
    }
}

fn problem(fate: Fate, entry: Option<&Entry>, places: &[Place]) -> Option<String> {
    let Some(entry) = entry else { return Some("the ledger does not know it".to_owned()) };
    let all = |place| !places.is_empty() && places.iter().all(|there| *there == place);
    match fate {
        Fate::Done if entry.phase != "done" => Some("it is not done".to_owned()),
        Fate::Done if !all(Place::Deleted) => Some(format!("its messages are {places:?}")),
        Fate::Done => None,
        Fate::Refused(_) | Fate::Stranger if !all(Place::Dead) => {
            Some(format!("its messages are {places:?}"))
        }
        Fate::Refused(_) | Fate::Stranger if entry.phase == "done" => Some("it is done".to_owned()),
        Fate::Refused(word) => unsaid(entry, word),
        Fate::Stranger => unsaid(entry, ""),
    }
}

/// A reason is on record, and holds this word.
fn unsaid(entry: &Entry, word: &str) -> Option<String> {
    let reason = entry.reason.as_deref().unwrap_or_default();
    (reason.is_empty() || !reason.contains(word)).then(|| "its reason is not on record".to_owned())
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
