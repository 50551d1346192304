//! The verdict: what was lost, doubled, or paid for twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Content;
use crate::event::{End, Event, Fate, Item};
use crate::evidence::{Evidence, Place};
use crate::ledgers;
use crate::rows::{Answer, read};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that was said has no effect, and nobody can see why.
    Lost,
    /// An effect that nobody asked for, or the wrong one.
    Double,
    /// Paid for, heard, and not what is on record.
    Repaid,
}

/// Everything that went wrong, and what the run came to.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What went wrong, one line each.
    pub findings: Vec<(Kind, String)>,
    /// Answers on record.
    pub recorded: usize,
    /// Items that were paid for.
    pub paid: usize,
    /// Of these, how many answers were lost: on the wire, or with the invocation that heard them.
    pub unheard: usize,
    /// Answers that were lost on the wire, and are on record all the same: they were looked up.
    pub recovered: usize,
}

impl Verdict {
    /// How many findings of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|(found, _)| *found == kind).count()
    }

    /// Notes one more.
    pub(crate) fn find(&mut self, kind: Kind, what: String) {
        self.findings.push((kind, what));
    }
}

/// The rows of answers by their keys, and whose they must be.
type Rows = BTreeMap<(String, String), Answer>;

/// Judges.
pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { paid: evidence.asks.len(), ..Verdict::default() };
    let winners = ledgers::judge(evidence, &mut verdict);
    let rows = rows(evidence, &mut verdict);
    verdict.recorded = rows.len();
    let mut claimed = BTreeMap::new();
    for (place, event) in evidence.events.iter().enumerate() {
        let won = winners.contains(&place);
        // An event that killed three invocations is refused, and its id free for another content.
        let may = evidence.abandoned.get(place).is_some_and(|deaths| *deaths >= 3);
        for item in &event.items {
            let key = item.row_key(event);
            match rows.get(&key) {
                Some(row) if (won || may) && is_answer(row, event, item) => {
                    claimed.insert(key, item.content.clone());
                }
                Some(_) | None if !won => {}
                Some(row) => verdict.find(Kind::Double, format!("not its answer: {row:?}")),
                None if is_missing(&rows, event, item) => {
                    verdict.find(Kind::Lost, format!("no row {key:?} of {:?}", event.fate));
                }
                None => {}
            }
        }
    }
    for key in rows.keys().filter(|key| !claimed.contains_key(*key)) {
        verdict.find(Kind::Double, format!("nobody asked for the row {key:?}"));
    }
    pay(evidence, &rows, &claimed, &mut verdict);
    verdict.findings.extend(evidence.breaches.iter().map(|what| (Kind::Repaid, what.clone())));
    verdict
}

fn rows(evidence: &Evidence, verdict: &mut Verdict) -> Rows {
    let (answers, unreadable) = read::<Answer>(&evidence.answers);
    for row in unreadable {
        verdict.find(Kind::Double, format!("no row of an answer: {row}"));
    }
    let mut rows = Rows::new();
    for answer in answers {
        let key = (answer.item.clone(), answer.version.clone());
        if let Some(twice) = rows.insert(key, answer) {
            verdict.find(Kind::Double, format!("a key has two rows: {twice:?}"));
        }
    }
    rows
}

/// Whether a row is what the API says of exactly this content, under its own name.
fn is_answer(row: &Answer, event: &Event, item: &Item) -> bool {
    let outcome = match item.end() {
        End::Answered => row.outcome == "completed" && row.hts_code == Some(item.content.code()),
        End::Failed => row.outcome == "failed" && row.hts_code.is_none(),
        End::Never => false,
    };
    outcome
        && row.answer.contains(&item.content.mark())
        && (row.tenant.as_str(), &row.item_id) == (item.tenant, &item.id)
        && (row.source.as_str(), &row.event_id) == (event.source, &event.id)
}

/// A state that is older than one on record needs no answer; the newest always does. What shares
/// its event with an item that breaks every call may go down with it.
fn is_missing(rows: &Rows, event: &Event, item: &Item) -> bool {
    let (product, version) = item.row_key(event);
    let newer = rows.range((product.clone(), version)..).next();
    let superseded = newer.is_some_and(|((of, _), _)| *of == product);
    let explodes = |item: &Item| item.content.is(crate::content::word::EXPLOSIVE);
    item.end() != End::Never && !superseded && !event.items.iter().any(explodes)
}

/// Every answer that was heard is on record, under the id of the call that brought it.
fn pay(
    evidence: &Evidence,
    rows: &Rows,
    claimed: &BTreeMap<(String, String), Content>,
    verdict: &mut Verdict,
) {
    let kept = claimed
        .iter()
        .filter_map(|(key, content)| Some((rows.get(key)?.api_request_id.as_str(), content)));
    let kept: BTreeSet<(&str, &Content)> = kept.collect();
    for ask in &evidence.asks {
        if kept.contains(&(ask.request_id.as_str(), &ask.content)) {
            verdict.recovered += usize::from(ask.lost);
            continue;
        }
        if ask.lost || evidence.deaths.contains(&ask.invocation) {
            verdict.unheard += 1;
        } else {
            verdict.find(Kind::Repaid, format!("heard, and not on record: {ask:?}"));
        }
    }
}

impl Event {
    /// Whether its id must be found in the ledger under its own name.
    pub(crate) fn is_sealed(&self) -> bool {
        self.fate != Fate::Stranger
    }
}

/// Where an event's messages are.
pub(crate) fn places(evidence: &Evidence) -> Vec<Vec<Place>> {
    let mut places = vec![Vec::new(); evidence.events.len()];
    for message in &evidence.messages {
        if let Some(places) = places.get_mut(message.event)
            && message.place != Place::Redriven
        {
            places.push(message.place);
        }
    }
    places
}
