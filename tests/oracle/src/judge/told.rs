//! Who told which state, as far as it may have an effect.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Content;
use crate::event::{Finding, Told};
use crate::evidence::Evidence;
use crate::state::{Line, Numbering, State};

/// States and results, with the events that tell them.
#[derive(Debug, Default)]
pub(super) struct ToldBy<'e> {
    /// Which events tell a state, by their places.
    states: BTreeMap<State, BTreeSet<usize>>,
    /// Which states have this content.
    contents: BTreeMap<&'e Content, BTreeSet<State>>,
    results: BTreeMap<Answered<'e>, Vec<(usize, &'e Finding)>>,
    /// For each event that has an effect, what must come of it: of each list, one state.
    pub owed: Vec<(usize, Vec<State>)>,
}

/// What a result answers: tenant, item, kind of version, version.
type Answered<'e> = (&'e str, &'e str, Numbering, i64);

impl<'e> ToldBy<'e> {
    /// What the effective ones of these events tell.
    pub fn of(evidence: &'e Evidence, effective: &BTreeMap<usize, bool>) -> Self {
        let mut told = Self::default();
        for (place, is_owed) in effective {
            told.add(evidence, *place, *is_owed);
        }
        told.index(evidence);
        told
    }

    fn add(&mut self, evidence: &'e Evidence, place: usize, is_owed: bool) {
        let event = &evidence.events[place];
        let owed: Vec<Vec<State>> = match &event.told {
            Told::Nothing => vec![],
            Told::States(tells) => {
                tells.iter().map(|tells| tells.states(&event.deliveries)).collect()
            }
            Told::Change(object) => {
                let first = event.deliveries.iter().min().copied().unwrap_or_default();
                for state in evidence.store.states(object).flat_map(|tells| tells.states(&[])) {
                    self.states.entry(state).or_default().insert(place);
                }
                let now = evidence.store.state_at(object, first);
                now.iter().map(|tells| tells.states(&[])).collect()
            }
            Told::Results(findings) => {
                for finding in findings {
                    let key = answered(&finding.line, finding.place);
                    self.results.entry(key).or_default().push((place, finding));
                }
                vec![]
            }
        };
        for states in owed {
            for state in &states {
                self.states.entry(state.clone()).or_default().insert(place);
            }
            if is_owed {
                self.owed.push((place, states));
            }
        }
    }

    /// Which states what was asked may have been asked for.
    fn index(&mut self, evidence: &'e Evidence) {
        for ask in &evidence.asks {
            self.contents.entry(&ask.content).or_default();
        }
        for state in self.states.keys() {
            if let Some(states) = self.contents.get_mut(&state.content) {
                states.insert(state.clone());
            }
        }
    }

    /// The events that tell a state.
    pub fn tellers(&self, state: &State) -> impl Iterator<Item = usize> {
        self.states.get(state).into_iter().flatten().copied()
    }

    /// The states with this content, of what was asked.
    pub fn states_of(&self, content: &Content) -> impl Iterator<Item = &State> {
        self.contents.get(content).into_iter().flatten()
    }

    /// The results that answer the states at this place, each with its event.
    pub fn results<'s>(
        &'s self,
        line: &'s Line,
        place: i64,
    ) -> impl Iterator<Item = (usize, &'s Finding)> {
        let of_item = self.results.get(&answered(line, place)).into_iter().flatten();
        of_item
            .copied()
            .filter(move |(_, finding)| line.lineage.is_empty() || finding.answers(line, place))
    }
}

fn answered(line: &Line, place: i64) -> Answered<'_> {
    (&line.tenant, &line.item_id, line.numbering, place)
}
