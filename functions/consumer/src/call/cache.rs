//! Answers of the last minutes, for bursts: equal content is not paid for again.

use classifier::{Answer, Answers, Named};
use jiff::Timestamp;
use mapping::Item;
use settings::ApiName;

use crate::call::make::item_of;
use crate::event::{Claimed, Open};
use crate::plan::Pack;
use crate::remote::{Recent, Seen};

/// What makes two questions one, in any call of an API.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    api: ApiName,
    description: String,
    country_of_origin: Option<String>,
}

/// An answer, and the call it was given in.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub answer: Answer,
    pub named: Named,
}

/// What this process was answered in the last minutes.
#[derive(Debug)]
pub(crate) struct AnswerCache(Recent<Question, Given>);

impl Question {
    fn of(api: &str, item: &Item) -> Self {
        Self {
            api: api.to_owned(),
            description: item.description.clone(),
            country_of_origin: item.country_of_origin.clone(),
        }
    }
}

impl AnswerCache {
    pub fn new() -> Self {
        Self(Recent::new())
    }

    /// What was answered to the same question. A retried or redriven event asks for itself.
    pub fn answer(&self, api: &str, open: &Open<'_>, now: Timestamp) -> Option<Seen<Given>> {
        let question = open.claimed.is_first().then(|| Question::of(api, open.item))?;
        self.0.get(&question, now)
    }

    /// Keeps each code for whoever asks the same next. A failure is asked again.
    pub fn keep(
        &self,
        pack: &Pack,
        answers: &Answers,
        named: &Named,
        group: &[Claimed],
        now: Timestamp,
    ) {
        for (askers, answer) in pack.questions.iter().zip(&answers.items) {
            let Answer::Completed { verbatim, .. } = answer else { continue };
            let Some(item) = askers.first().and_then(|asker| item_of(*asker, group)) else {
                continue;
            };
            let bytes = verbatim.len().saturating_add(item.description.len());
            let given = Given { answer: answer.clone(), named: named.clone() };
            self.0.put(Question::of(&pack.api, item), Seen::new(given, bytes, now));
        }
    }
}
