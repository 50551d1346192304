//! Every answer that was paid for is accounted for. One rule, for each item of each call:
//!
//! 1. It is **on record**: a row has its content, and the `X-Request-Id` of its call. One answer
//!    may stand in several rows: equal content is asked once for all who ask it. A row that a
//!    callback wrote has no content; it names its call, and holds the answer.
//! 2. Or it was **lost on the wire**: the connection broke, nothing came, or what came was no
//!    answer for this item. Asking again is right, once for each loss, unless the API has a look-up
//!    that says what was lost. Then it must not be asked again for the same event: it is looked up,
//!    or nobody needs it any more.
//! 3. Or it was **lost with its invocation**, which died before it had recorded it, or went on when
//!    its claims were no longer its own.
//! 4. Or it **came second**: another event, or a result, told the same state at the same time. Two
//!    claims on two events know nothing of each other. The other answer was recorded after the
//!    invocation of this call began; one that was there before would have been read. Who stood still
//!    writes later than its row says.
//!
//! Everything else is paid twice. So is what nobody told and was asked all the same.

use std::collections::BTreeSet;

use super::rows::{Record, Records};
use super::told::ToldBy;
use super::verdict::{Kind, Verdict};
use crate::content::Content;
use crate::evidence::{Evidence, HandedOut};
use crate::provider::Ask;
use crate::state::{Line, State};
use crate::time::Millis;

pub(super) fn judge(
    evidence: &Evidence,
    records: &Records,
    told: &ToldBy<'_>,
    verdict: &mut Verdict,
) {
    let of_calls = records.all().filter(|record| record.carried_from.is_none());
    let heard =
        of_calls.filter_map(|record| Some((&*record.api_request_id, record.asked.as_ref()?)));
    let handed_out = evidence.handed_out();
    let books = Books { evidence, records, told, heard: heard.collect(), handed_out };
    for ask in &evidence.asks {
        match books.account(ask) {
            Account::Recorded => verdict.looked_up += usize::from(ask.lost),
            Account::Lost => verdict.lost += 1,
            Account::Second => verdict.side_by_side += 1,
            Account::Unaccounted(why) => {
                let tellers = books.tellers(ask);
                verdict.find(Kind::Repaid, format!("{why}: {ask:?}, told by {tellers:?}"));
            }
        }
    }
}

/// What became of an answer.
enum Account {
    Recorded,
    Lost,
    Second,
    Unaccounted(&'static str),
}

struct Books<'b> {
    evidence: &'b Evidence,
    records: &'b Records,
    told: &'b ToldBy<'b>,
    /// The calls and contents on record.
    heard: BTreeSet<(&'b str, &'b Content)>,
    handed_out: Vec<HandedOut>,
}

impl Books<'_> {
    fn account(&self, ask: &Ask) -> Account {
        let states: Vec<&State> = self.told.states_of(&ask.content).collect();
        let invocation = self.evidence.invocations.get(&ask.invocation);
        let is_heard = self.heard.contains(&(&*ask.request_id, &ask.content));
        if is_heard || self.is_called_back(ask, &states) {
            Account::Recorded
        } else if states.is_empty() {
            Account::Unaccounted("asked, and told by nobody")
        } else if invocation.is_none_or(|invocation| invocation.died || invocation.outlived) {
            Account::Lost
        } else if ask.lost && ask.findable && self.is_asked_again(ask, &states) {
            Account::Unaccounted("asked again, though a look-up says what was lost")
        } else if ask.lost {
            Account::Lost
        } else if self.came_second(self.evidence.began(ask.invocation), &states) {
            Account::Second
        } else {
            Account::Unaccounted("heard, and not on record")
        }
    }

    /// The events that tell of what was asked, for people.
    fn tellers(&self, ask: &Ask) -> Vec<String> {
        let states = self.told.states_of(&ask.content);
        let tellers: BTreeSet<usize> = states.flat_map(|state| self.told.tellers(state)).collect();
        tellers.into_iter().map(|place| self.evidence.events[place].key()).collect()
    }

    /// Whether a result of this very call is on record.
    fn is_called_back(&self, ask: &Ask, states: &[&State]) -> bool {
        let is_of_it = |record: &Record| {
            record.is_result
                && record.api_request_id == ask.request_id
                && record.holds_answer_to(&ask.content)
        };
        states.iter().any(|state| self.records.at(&state.line, state.place).iter().any(is_of_it))
    }

    /// Whether the one event that asks for this has its answer from another call.
    fn is_asked_again(&self, ask: &Ask, states: &[&State]) -> bool {
        let [state] = states else { return false };
        let is_other = |record: &Record| {
            record.api_request_id != ask.request_id
                && record.carried_from.is_none()
                && (record.is_result || record.is_of(state))
                && record.holds_answer_to(&ask.content)
        };
        let mut at = self.records.at(&state.line, state.place).iter();
        self.told.tellers(state).count() == 1 && at.any(is_other)
    }

    /// Whether who made this row's call stood still: then it was written later than it says.
    fn was_late(&self, record: &Record) -> bool {
        let mut asks = self.evidence.asks.iter();
        let ask = asks.find(|ask| ask.request_id == record.api_request_id);
        let invocation = ask.and_then(|ask| self.evidence.invocations.get(&ask.invocation));
        invocation.is_some_and(|invocation| invocation.outlived)
    }

    /// Whether another answer for one of the states was recorded since then, that another event
    /// asked for, or a result brought.
    fn came_second(&self, began: Millis, states: &[&State]) -> bool {
        states.iter().any(|state| {
            let mut tellers = self.told.tellers(state);
            let outlived = tellers.any(|event| self.handed_out[event].outlived);
            let several = outlived || self.told.tellers(state).count() > 1;
            let unnamed = Line { lineage: String::new(), ..state.line.clone() };
            let at = self.records.at(&state.line, state.place).iter();
            let mut at = at.chain(self.records.at(&unnamed, state.place));
            at.any(|record| {
                let mut results = self.told.results(&record.line, record.place);
                let brought = results.any(|(_, finding)| record.holds_answer_to(&finding.answer));
                let was_there = record.recorded_at + self.evidence.whole.skew < began;
                (!was_there || self.was_late(record)) && (brought || several && record.is_of(state))
            })
        })
    }
}
