//! Recording what the API says.

use std::time::Duration;

use classifications::{AnswerTable, Recorded, Row, VersionKey};
use classifier::Answer;
use futures::StreamExt;
use mapping::Item;
use tokio::time::sleep;

use crate::ask::{Cases, Ends};
use crate::case::{Case, ItemEnd, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::measure;
use crate::outside::Outside;
use crate::plan::ItemRef;
use crate::row::{Provenance, row};

/// How many answers of one call are recorded at once.
pub(crate) const WRITES: usize = 16;

/// Seconds to wait before an answer is written once more; beyond the last one it is given up. It
/// is paid for: asking for it again costs more than waiting here.
const WAITS_S: [u64; 4] = [1, 2, 4, 8];

impl<W: Outside> Consumer<W> {
    /// Records each answer as soon as the call is back: what is recorded survives a crash.
    pub(crate) async fn keep(
        &self,
        answered: impl Iterator<Item = (ItemRef, &Answer)>,
        cases: &Cases,
        provenance: &Provenance<'_>,
        clock: &Clock,
    ) -> Ends {
        let writes = answered.map(|(asker, answer)| async move {
            (asker, self.keep_one(asker, answer, cases, provenance, clock).await)
        });
        futures::stream::iter(writes).buffer_unordered(WRITES).collect().await
    }

    async fn keep_one(
        &self,
        asker: ItemRef,
        answer: &Answer,
        cases: &Cases,
        provenance: &Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        match find(asker, cases) {
            Some((case, item, version)) => {
                let kept = (item.id.as_str(), version, answer);
                self.keep_answer(case, kept, provenance, clock).await
            }
            None => ItemEnd::hold(Cause::Bug, "its case is gone"),
        }
    }

    /// Records an answer for an item of a case under a version.
    pub(crate) async fn keep_answer(
        &self,
        case: &Case,
        (item_id, version, answer): (&str, &VersionKey, &Answer),
        provenance: &Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        let Some(row) = row(case, item_id, version, answer, provenance) else {
            let reason = "the API asks to try this item again";
            return ItemEnd::Try(Setback::new(Cause::RetryableItem, reason));
        };
        match self.write(&row, clock).await {
            Ok(Recorded::New) => {
                case.job.log_call("recorded", provenance.request_id());
                measure::recorded(&case.job, provenance.now);
                ItemEnd::Settled
            }
            Ok(Recorded::Kept) => ItemEnd::Settled,
            Err(error) => {
                let setback = Setback::new(Cause::Tables, error.to_string());
                ItemEnd::Hold(match provenance.request_id() {
                    Some(request_id) => setback.unheard(request_id),
                    None => setback,
                })
            }
        }
    }

    /// Writes a row, several times if it must be and there is time.
    async fn write(
        &self,
        row: &Row,
        clock: &Clock,
    ) -> Result<Recorded, classifications::Unavailable> {
        for wait in WAITS_S.map(Duration::from_secs) {
            match self.answers.record(row).await {
                Err(error) if clock.has_time_for(wait) => {
                    tracing::warn!(source = row.source, event_id = row.event_id, %error, "not recorded yet");
                    sleep(wait).await;
                }
                result => return result,
            }
        }
        self.answers.record(row).await
    }
}

type Found<'c> = (&'c Case, &'c Item, &'c VersionKey);

/// An item that still needs its answer, with its case and its version.
pub(crate) fn find(asker: ItemRef, cases: &Cases) -> Option<Found<'_>> {
    let case = cases.get(asker.job)?.as_ref()?;
    Some((case, case.job.items().get(asker.item)?, case.open_version(asker.item)?))
}
