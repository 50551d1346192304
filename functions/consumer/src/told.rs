//! Recording results that nobody has to call for. They never lead to a call.

use std::collections::BTreeSet;

use classifications::{
    AnswerTable, ItemKey, Mark, Row, Scope, Seen, Select, State, StateKey, Unavailable, Version,
};
use classifier::Answer;
use futures::StreamExt;

use crate::batch::Batch;
use crate::case::{Case, ItemEnd, ItemState, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::{Consumer, EVENTS};
use crate::finding::Finding;
use crate::isolate::isolate;
use crate::job::Task;
use crate::keep::{WRITES, is_good};
use crate::outside::Outside;
use crate::row::{Asked, Provenance, Subject};
use crate::state::version;

/// What a result for one version of an item finds.
enum Slot {
    /// It stands under this state: its own, or that of a failure that gives way, whose row says
    /// what was asked.
    Free(State, Option<Box<Row>>),
    /// A good answer stands: it stays.
    Taken,
    /// A newer version stands in the lineage that the result names.
    Superseded,
}

impl<W: Outside> Consumer<W> {
    /// Records the results of every event that has some.
    pub(crate) async fn record_told(&self, batch: &mut Batch, clock: &Clock) {
        let cases = batch.cases.iter().enumerate();
        let told = cases.filter_map(|(place, case)| match &case.as_ref()?.job.task {
            Task::Record { results, fetched, .. } => {
                Some((place, case.as_ref()?, results, *fetched))
            }
            _ => None,
        });
        let records = told.map(|(place, case, results, fetched)| async move {
            let ends = self.record_results(case, results, fetched, clock);
            (place, isolate("record", ends).await)
        });
        let recorded: Vec<_> =
            futures::stream::iter(records).buffer_unordered(EVENTS).collect().await;
        for (place, ends) in recorded {
            if let (Ok(ends), Some(Some(case))) = (ends, batch.cases.get_mut(place)) {
                case.items = ends.into_iter().map(ItemState::Ended).collect();
            }
        }
    }

    async fn record_results(
        &self,
        case: &Case,
        results: &[Finding],
        fetched: bool,
        clock: &Clock,
    ) -> Vec<ItemEnd> {
        let writes =
            results.iter().map(|finding| self.record_result(case, finding, fetched, clock));
        futures::stream::iter(writes).buffered(WRITES).collect().await
    }

    async fn record_result(
        &self,
        case: &Case,
        finding: &Finding,
        fetched: bool,
        clock: &Clock,
    ) -> ItemEnd {
        if let Answer::Retryable { code } = &finding.answer {
            return unfinished(finding.place, code, fetched);
        }
        let slots = match self.slots(case, finding).await {
            Ok(slots) => slots,
            Err(error) => return ItemEnd::hold(Cause::Tables, error.to_string()),
        };
        let provenance = Provenance::of(&finding.named, clock.now());
        let mut end = ItemEnd::Settled;
        for slot in slots {
            let (state, failed) = match slot {
                Slot::Free(state, failed) => (state, failed),
                Slot::Taken => continue,
                Slot::Superseded => {
                    case.job.log("superseded");
                    return ItemEnd::Superseded;
                }
            };
            let (item_id, place) = (finding.item_id.as_str(), finding.place);
            let asked = failed.as_deref().and_then(Asked::of_row);
            let subject = Subject { item_id, place, state: &state, asked };
            end = self.keep_answer(case, subject, &finding.answer, provenance, clock).await;
            if end != ItemEnd::Settled {
                return end;
            }
        }
        end
    }

    /// Where a result stands: in place of every failure for its version, whoever asked; nowhere if
    /// that version has a good answer; else under a state of its own.
    async fn slots(&self, case: &Case, finding: &Finding) -> Result<Vec<Slot>, Unavailable> {
        let key = ItemKey::new(&case.job.origin.tenant, &finding.item_id);
        let version = version(finding.version, case.claim.first_received());
        let named = case.job.results_lineage.as_deref();
        let mut failures = Vec::new();
        for lineage in self.lineages_of(named) {
            let scope = Scope::version(&lineage, version);
            for seen in self.answers.list(&key, &scope, Select::All).await? {
                if is_good(seen.outcome) {
                    return Ok(vec![Slot::Taken]);
                }
                let failed = self.answers.row(&key, &seen.state).await?.map(Box::new);
                failures.push(slot_of(&lineage, version, &seen, failed));
            }
        }
        if !failures.is_empty() {
            return Ok(failures);
        }
        let lineage = named.unwrap_or_default().to_owned();
        let own = State { lineage, version, mark: Mark::result() };
        if named.is_some() && self.is_superseded(&key, &own).await? {
            return Ok(vec![Slot::Superseded]);
        }
        Ok(vec![Slot::Free(own, None)])
    }

    /// A result that names no lineage may answer anybody's version.
    fn lineages_of(&self, named: Option<&str>) -> BTreeSet<String> {
        if let Some(lineage) = named {
            return BTreeSet::from([lineage.to_owned()]);
        }
        let known = self.sources.values().map(|source| source.lineage.to_string());
        known.chain([String::new()]).collect()
    }

    async fn is_superseded(&self, key: &ItemKey, own: &State) -> Result<bool, Unavailable> {
        let newest = self.answers.list(key, &own.line(), Select::Newest).await?;
        let own: StateKey = own.key();
        Ok(newest
            .first()
            .is_some_and(|seen| seen.state.sortable_version() > own.sortable_version()))
    }
}

fn slot_of(lineage: &str, version: Version, seen: &Seen, failed: Option<Box<Row>>) -> Slot {
    let mark = Mark::new(seen.state.mark());
    Slot::Free(State { lineage: lineage.to_owned(), version, mark }, failed)
}

/// The provider did not finish this item. What was fetched may be finished later; what stands in
/// the event never changes, so a person has to have the item asked again.
fn unfinished(place: usize, code: &str, fetched: bool) -> ItemEnd {
    if fetched {
        let reason = format!("result {place}: the API has not finished it");
        return ItemEnd::Try(Setback::new(Cause::RetryableItem, reason));
    }
    ItemEnd::Refuse(format!(
        "result {place}: it is none yet ({code}): have its item classified again"
    ))
}
