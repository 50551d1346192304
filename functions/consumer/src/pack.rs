//! One call: what is asked in it, and for whom. Pure.

use classifier::{Answer, Answers, Question};
use mapping::Item;
use settings::ApiName;

use crate::plan::{Group, ItemRef};
use crate::state::mark;

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The API that is called.
    pub api: ApiName,
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// Items of equal content, one question each.
    pub groups: Vec<Group>,
    /// The most questions it may hold.
    pub limit: usize,
}

impl Pack {
    /// Everybody who waits for this call.
    pub fn askers(&self) -> impl Iterator<Item = ItemRef> {
        self.groups.iter().flatten().copied()
    }

    /// Everybody who waits, with the answer to what they ask.
    pub(crate) fn answered<'a>(
        &'a self,
        answers: &'a Answers,
    ) -> impl Iterator<Item = (ItemRef, &'a Answer)> {
        let answered = self.groups.iter().zip(&answers.items);
        answered.flat_map(|(group, answer)| group.iter().map(move |asker| (*asker, answer)))
    }

    /// The call without the items that `wanted` does not want.
    pub(crate) fn only(mut self, wanted: impl Fn(ItemRef) -> bool) -> Self {
        for group in &mut self.groups {
            group.retain(|asker| wanted(*asker));
        }
        self.groups.retain(|group| !group.is_empty());
        self
    }

    /// Keeps the first question alone. The others become a call of their own, if there are any.
    pub(crate) fn keep_first(&mut self, request_id: impl FnOnce() -> String) -> Option<Self> {
        let rest = self.groups.split_off(self.groups.len().min(1));
        let (api, limit) = (self.api.clone(), self.limit);
        (!rest.is_empty()).then(|| Self { api, request_id: request_id(), groups: rest, limit })
    }

    /// Two calls of half the questions each, under new ids: a new body never has an old id.
    pub(crate) fn halves(mut self, mut request_id: impl FnMut() -> String) -> [Self; 2] {
        let second = self.groups.split_off(self.groups.len().div_ceil(2));
        let half = |groups, request_id| Self { api: self.api.clone(), request_id, groups, ..self };
        [half(self.groups, request_id()), half(second, request_id())]
    }

    /// What is asked: each group by its first item, under the mark of its content, so that no
    /// tenant's number for an item is seen in another's evidence. All groups or nothing: answers
    /// are told apart by their places.
    pub fn questions<'i>(
        &self,
        item: impl Fn(ItemRef) -> Option<&'i Item>,
    ) -> Option<Vec<Question>> {
        let firsts = self.groups.iter().map(|group| item(*group.first()?));
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
