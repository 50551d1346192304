//! Recording results that nobody has to call for. They never lead to a call.

use std::collections::BTreeSet;

use classifications::{
    AnswerTable, ContentIndex, ItemKey, Mark, Row, Scope, Seen, Select, State, StateKey,
    Unavailable, Version,
};
use classifier::Answer;
use futures::StreamExt;
use sequences::{OrderTable, Standing, Step, standing};

use crate::clock::Clock;
use crate::event::{
    Asked, Cause, Claimed, Finding, ItemEnd, Provenance, Refusal, Setback, Subject, version,
};
use crate::record::answers::{Records, WRITES, is_good};

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

impl<A: AnswerTable, I: ContentIndex, O: OrderTable> Records<A, I, O> {
    /// Records the results that an event brings, or that were fetched for it.
    pub async fn results(
        &self,
        claimed: &Claimed,
        results: &[Finding],
        fetched: bool,
        clock: &Clock,
    ) -> Vec<ItemEnd> {
        let writes = results.iter().map(|finding| self.result(claimed, finding, fetched, clock));
        futures::stream::iter(writes).buffered(WRITES).collect().await
    }

    /// Records one of them.
    pub async fn result(
        &self,
        claimed: &Claimed,
        finding: &Finding,
        fetched: bool,
        clock: &Clock,
    ) -> ItemEnd {
        if let Answer::Retryable { code } = &finding.answer {
            return unfinished(finding.place, code, fetched);
        }
        let slots = match self.slots(claimed, finding).await {
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
                    claimed.event.log("superseded");
                    return ItemEnd::Superseded;
                }
            };
            let (item_id, place) = (finding.item_id.as_str(), finding.place);
            // A failure's number was recorded in its turn.
            let step = if failed.is_none() { step(claimed, finding) } else { None };
            if let Some(end) = self.turn(step.as_ref(), place).await {
                return end;
            }
            let asked = failed.as_deref().and_then(Asked::of_row);
            let subject = Subject { item_id, place, state: &state, asked, step: step.as_ref() };
            end = self.answer(claimed, subject, &finding.answer, provenance, clock).await;
            if end != ItemEnd::Settled {
                return end;
            }
        }
        end
    }

    /// Where order is kept, how a result ends that is not recorded now: its number has passed, or
    /// its turn has not come.
    async fn turn(&self, step: Option<&Step>, place: usize) -> Option<ItemEnd> {
        let step = step?;
        let order = match self.orders.read(&step.line).await {
            Ok(order) => order,
            Err(error) => return Some(ItemEnd::hold(Cause::Tables, error.to_string())),
        };
        match standing(&order, step) {
            Standing::Past => Some(ItemEnd::Superseded),
            Standing::Early => Some(ItemEnd::behind(place, step.clone())),
            Standing::Last | Standing::Next => None,
        }
    }

    /// Where a result stands: in place of every failure for its version, whoever asked; nowhere if
    /// that version has a good answer; else under a state of its own.
    async fn slots(&self, claimed: &Claimed, finding: &Finding) -> Result<Vec<Slot>, Unavailable> {
        let key = ItemKey::new(&claimed.event.origin.tenant, &finding.item_id);
        let version = version(finding.version, claimed.first_received);
        let named = claimed.event.results_lineage.as_deref();
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
        self.lineages.iter().cloned().chain([String::new()]).collect()
    }

    async fn is_superseded(&self, key: &ItemKey, own: &State) -> Result<bool, Unavailable> {
        let newest = self.answers.list(key, &own.line(), Select::Newest).await?;
        let own: StateKey = own.key();
        Ok(newest
            .first()
            .is_some_and(|seen| seen.state.sortable_version() > own.sortable_version()))
    }
}

/// The number of a result, where order is kept.
fn step(claimed: &Claimed, finding: &Finding) -> Option<Step> {
    let lineage = claimed.event.results_lineage.as_deref()?;
    let version = version(finding.version, claimed.first_received);
    claimed.event.step(&finding.item_id, lineage, version)
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
    ItemEnd::Refuse(
        Refusal::Item,
        format!("result {place}: it is none yet ({code}): have its item classified again"),
    )
}
