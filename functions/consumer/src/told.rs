//! Recording results that nobody has to call for. They never lead to a call.

use classifications::{AnswerTable, ItemKey, Seat, VersionKey, seat};
use classifier::Answer;
use futures::StreamExt;
use mapping::Version;

use crate::batch::Batch;
use crate::case::{Case, ItemEnd, ItemState, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::{Consumer, EVENTS};
use crate::finding::Finding;
use crate::isolate::isolate;
use crate::job::Task;
use crate::keep::WRITES;
use crate::outside::Outside;
use crate::row::Provenance;

impl<W: Outside> Consumer<W> {
    /// Records the results of every event that has some.
    pub(crate) async fn record_told(&self, batch: &mut Batch, clock: &Clock) {
        let cases = batch.cases.iter().enumerate();
        let told = cases.filter_map(|(place, case)| match &case.as_ref()?.job.task {
            Task::Record { results, fetched } => Some((place, case.as_ref()?, results, *fetched)),
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
            return unfinished(code, fetched);
        }
        let key = ItemKey::new(&case.job.origin.tenant, &finding.item_id);
        let newest = match self.answers.newest(&key).await {
            Ok(newest) => newest,
            Err(error) => return ItemEnd::hold(Cause::Tables, error.to_string()),
        };
        match seat(version_key(case, finding), newest.as_ref()) {
            Seat::Free(version) => {
                let provenance = Provenance::of(&finding.named, clock.now());
                let kept = (finding.item_id.as_str(), &version, &finding.answer);
                self.keep_answer(case, kept, &provenance, clock).await
            }
            Seat::Taken => ItemEnd::Settled,
            Seat::Superseded => {
                case.job.log("superseded");
                ItemEnd::Settled
            }
        }
    }
}

/// A result carries the version of the request that it answers, whatever event brings it.
fn version_key(case: &Case, finding: &Finding) -> VersionKey {
    if let Some(version) = finding.version {
        return VersionKey::new(version, &case.job.origin.source);
    }
    VersionKey::new(Version::Time(case.claim.first_received()), &case.job.key)
}

/// The provider did not finish this item. What was fetched may be finished later; what stands in
/// the event never changes, so a person has to have the item asked again.
fn unfinished(code: &str, fetched: bool) -> ItemEnd {
    if fetched {
        return ItemEnd::Try(Setback::new(
            Cause::RetryableItem,
            "the API has not finished an item",
        ));
    }
    ItemEnd::Refuse(format!("a result that is none yet ({code}): have its item classified again"))
}
