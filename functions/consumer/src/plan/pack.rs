//! One call: what is asked in it, and for whom. Pure.

use std::collections::{BTreeSet, HashMap};

use classifier::{Answer, Answers, Question};
use mapping::Item;
use settings::ApiName;

use crate::event::{ItemRef, mark};
use crate::plan::group::Content;

/// Items of equal content: one question.
pub(crate) type Askers = Vec<ItemRef>;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The API that is called.
    pub api: ApiName,
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// Whether the claims of everybody in it name that id already.
    pub is_noted: bool,
    /// The endpoint, where it is not the API's for one item or for several.
    pub path: Option<String>,
    /// Items of equal content, one question each.
    pub questions: Vec<Askers>,
}

/// The calls for these items, each of at most `limit` questions; the first one under the id that
/// the group's claims name, if it is still to be used.
pub(crate) fn packs<'i>(
    api: &str,
    planned: Option<&str>,
    askers: impl Iterator<Item = (ItemRef, &'i Item)>,
    limit: usize,
    mut request_id: impl FnMut() -> String,
) -> Vec<Pack> {
    let questions = questions(askers);
    let calls = questions.chunks(limit.max(1)).enumerate();
    calls
        .map(|(place, questions)| {
            let planned = planned.filter(|_| place == 0);
            Pack {
                api: api.to_owned(),
                request_id: planned.map_or_else(&mut request_id, str::to_owned),
                is_noted: planned.is_some(),
                path: None,
                questions: questions.to_vec(),
            }
        })
        .collect()
}

/// Equal contents together, in the order in which they came.
fn questions<'i>(askers: impl Iterator<Item = (ItemRef, &'i Item)>) -> Vec<Askers> {
    let mut questions: Vec<Askers> = Vec::new();
    let mut known: HashMap<Content<'i>, usize> = HashMap::new();
    for (asker, item) in askers {
        let place = *known.entry(Content::of(item)).or_insert(questions.len());
        match questions.get_mut(place) {
            Some(question) => question.push(asker),
            None => questions.push(vec![asker]),
        }
    }
    questions
}

impl Pack {
    /// Everybody who waits for this call.
    pub fn askers(&self) -> impl Iterator<Item = ItemRef> {
        self.questions.iter().flatten().copied()
    }

    /// The events of everybody who waits.
    pub(crate) fn events(&self) -> BTreeSet<usize> {
        self.askers().map(|asker| asker.event).collect()
    }

    /// Everybody who waits, with the answer to what they ask.
    pub(crate) fn answered<'a>(
        &'a self,
        answers: &'a Answers,
    ) -> impl Iterator<Item = (ItemRef, &'a Answer)> {
        let answered = self.questions.iter().zip(&answers.items);
        answered.flat_map(|(askers, answer)| askers.iter().map(move |asker| (*asker, answer)))
    }

    /// The call without the items that `wanted` does not want.
    pub(crate) fn only(mut self, wanted: impl Fn(ItemRef) -> bool) -> Self {
        for askers in &mut self.questions {
            askers.retain(|asker| wanted(*asker));
        }
        self.questions.retain(|askers| !askers.is_empty());
        self
    }

    /// Keeps the first question alone. The others become a call of their own, if there are any.
    pub(crate) fn keep_first(&mut self, request_id: impl FnOnce() -> String) -> Option<Self> {
        let rest = self.questions.split_off(self.questions.len().min(1));
        (!rest.is_empty()).then(|| self.anew(rest, request_id()))
    }

    /// Two calls of half the events each, or of half the items of one event, under new ids: a new
    /// body never has an old id.
    pub(crate) fn halves(self, mut request_id: impl FnMut() -> String) -> [Self; 2] {
        let events: Vec<usize> = self.events().into_iter().collect();
        let (first, second) = if events.len() > 1 {
            let later: BTreeSet<usize> =
                events.iter().skip(events.len().div_ceil(2)).copied().collect();
            let of = |is_later: bool| {
                let half = self.clone().only(|asker| later.contains(&asker.event) == is_later);
                half.questions
            };
            (of(false), of(true))
        } else {
            let mut first = self.questions.clone();
            let second = first.split_off(first.len().div_ceil(2));
            (first, second)
        };
        [self.anew(first, request_id()), self.anew(second, request_id())]
    }

    fn anew(&self, questions: Vec<Askers>, request_id: String) -> Self {
        Self { api: self.api.clone(), request_id, is_noted: false, path: None, questions }
    }

    /// What is asked: each question by its first item, under the mark of its content, so that no
    /// tenant's number for an item is seen in another's evidence. All questions or nothing: answers
    /// are told apart by their places.
    pub fn asked<'i>(&self, item: impl Fn(ItemRef) -> Option<&'i Item>) -> Option<Vec<Question>> {
        let firsts = self.questions.iter().map(|askers| item(*askers.first()?));
        firsts.map(|item| Some(question(item?, &self.api))).collect()
    }
}

fn question(item: &Item, api: &str) -> Question {
    Question {
        item_id: mark(item, api).as_str().to_owned(),
        description: item.description.clone(),
        country_of_origin: item.country_of_origin.clone(),
    }
}

#[cfg(test)]
mod tests;
