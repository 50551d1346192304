//! Answers of the last minutes, for bursts: equal content is not paid for again.

use classifier::{Answer, Answers, Named};
use futures::StreamExt;
use mapping::Item;
use settings::{ApiName, Reuse};

use crate::ask::{Cases, Ends};
use crate::batch::Batch;
use crate::case::{Case, ItemEnd};
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::keep::{WRITES, find};
use crate::measure;
use crate::outside::Outside;
use crate::pack::Pack;
use crate::plan::ItemRef;
use crate::recent::Seen;
use crate::row::Provenance;

/// What makes two questions one, in any call of an API.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    api: ApiName,
    description: String,
    country_of_origin: Option<String>,
}

/// An answer, and the call it was given in.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    answer: Answer,
    named: Named,
}

impl Question {
    fn of(api: &str, item: &Item) -> Self {
        Self {
            api: api.to_owned(),
            description: item.description.clone(),
            country_of_origin: item.country_of_origin.clone(),
        }
    }
}

impl<W: Outside> Consumer<W> {
    /// Records what was answered to others in the last minutes, and leaves the rest to be asked.
    pub(crate) async fn recall_all(
        &self,
        batch: &mut Batch,
        packs: Vec<Pack>,
        clock: &Clock,
    ) -> Vec<Pack> {
        let cases = &batch.cases;
        let askers = packs.iter().flat_map(|pack| pack.askers().map(|asker| (&pack.api, asker)));
        let recalls = askers.map(|(api, asker)| self.recall(api, asker, cases, clock));
        let recalled: Ends = futures::stream::iter(recalls)
            .buffer_unordered(WRITES)
            .filter_map(std::future::ready)
            .collect()
            .await;
        for (item, end) in recalled {
            batch.end_item(item, end);
        }
        let open = |item| batch.round_of(item).is_some();
        let left = packs.into_iter().map(|pack| pack.only(open));
        left.filter(|pack| !pack.groups.is_empty()).collect()
    }

    async fn recall(
        &self,
        api: &str,
        asker: ItemRef,
        cases: &Cases,
        clock: &Clock,
    ) -> Option<(ItemRef, ItemEnd)> {
        let (case, item, state) = find(asker, cases)?;
        let api = self.apis.get(api).filter(|api| api.reuse != Reuse::Off)?;
        let seen = self.recalled(&api.name, case, item, clock)?;
        measure::cache_hit("answers");
        let given = &seen.value;
        let provenance = Provenance::of(&given.named, clock.now()).given_at(seen.asked_at);
        let found = (case, item, state);
        Some((asker, self.keep_item(api, found, &given.answer, provenance, clock).await))
    }

    /// A retried or redriven event asks for itself.
    fn recalled(&self, api: &str, case: &Case, item: &Item, clock: &Clock) -> Option<Seen<Given>> {
        let question = case.is_first().then(|| Question::of(api, item))?;
        self.answers_seen.get(&question, clock.now())
    }

    /// Keeps each code for whoever asks the same next. A failure is asked again.
    pub(crate) fn remember(
        &self,
        pack: &Pack,
        answers: &Answers,
        named: &Named,
        cases: &Cases,
        clock: &Clock,
    ) {
        for (group, answer) in pack.groups.iter().zip(&answers.items) {
            let Answer::Completed { verbatim, .. } = answer else { continue };
            let Some((_, item, _)) = group.first().and_then(|asker| find(*asker, cases)) else {
                continue;
            };
            let bytes = verbatim.len().saturating_add(item.description.len());
            let given = Given { answer: answer.clone(), named: named.clone() };
            let question = Question::of(&pack.api, item);
            self.answers_seen.put(question, Seen::new(given, bytes, clock.now()));
        }
    }
}
