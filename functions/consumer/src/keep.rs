//! Recording what the API says.

use std::time::Duration;

use classifications::{
    AnswerTable, ContentIndex, ContentKey, NotRecorded, Outcome, Place, Recorded, Row, State,
};
use classifier::Answer;
use futures::StreamExt;
use jiff::Timestamp;
use mapping::Item;
use settings::{Api, Reuse};
use tokio::time::sleep;

use crate::ask::{Cases, Ends};
use crate::case::{Case, ItemEnd, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::measure;
use crate::outside::Outside;
use crate::plan::ItemRef;
use crate::row::{Asked, Provenance, Subject, row};

/// How many answers of one call are recorded at once.
pub(crate) const WRITES: usize = 16;

/// Seconds to wait before an answer is written once more; beyond the last one it is given up. It
/// is paid for: asking for it again costs more than waiting here.
const WAITS_S: [u64; 4] = [1, 2, 4, 8];

impl<W: Outside> Consumer<W> {
    /// Records each answer as soon as the call is back: what is recorded survives a crash.
    pub(crate) async fn keep(
        &self,
        api: &Api,
        answered: impl Iterator<Item = (ItemRef, &Answer)>,
        cases: &Cases,
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> Ends {
        let writes = answered.map(|(asker, answer)| async move {
            let end = match find(asker, cases) {
                Some(found) => self.keep_item(api, found, answer, provenance, clock).await,
                None => ItemEnd::hold(Cause::Bug, "its case is gone"),
            };
            (asker, end)
        });
        futures::stream::iter(writes).buffer_unordered(WRITES).collect().await
    }

    /// Records the answer to an item that was asked for.
    pub(crate) async fn keep_item(
        &self,
        api: &Api,
        (case, item, state): Found<'_>,
        answer: &Answer,
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        let asked = Some(Asked::of(item, &api.name));
        let subject = Subject { item_id: &item.id, place: item.place, state, asked };
        if api.reuse == Reuse::Tenant && matches!(answer, Answer::Completed { .. }) {
            self.share(case, item, state, api, provenance.now).await;
        }
        self.keep_answer(case, subject, answer, provenance, clock).await
    }

    /// Records an answer for one state.
    pub(crate) async fn keep_answer(
        &self,
        case: &Case,
        subject: Subject<'_>,
        answer: &Answer,
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        let Some(row) = row(case, subject, answer, provenance) else {
            let reason = format!("item {}: the API asks to try it again", subject.place);
            return ItemEnd::Try(Setback::new(Cause::RetryableItem, reason));
        };
        self.write_row(case, subject.place, &row, clock).await
    }

    /// Writes a row; what becomes of its item.
    pub(crate) async fn write_row(
        &self,
        case: &Case,
        place: usize,
        row: &Row,
        clock: &Clock,
    ) -> ItemEnd {
        match self.write(row, clock).await {
            Ok(Recorded::New) if row.carried_from.is_none() => {
                let request_id = Some(row.api_request_id.as_str()).filter(|id| !id.is_empty());
                case.job.log_call("recorded", request_id);
                measure::recorded(&case.job, row.recorded_at);
                ItemEnd::Settled
            }
            Ok(Recorded::New | Recorded::Kept) => ItemEnd::Settled,
            Err(error @ NotRecorded::Unacceptable) => {
                ItemEnd::Refuse(format!("item {place}: {error}"))
            }
            Err(NotRecorded::Unavailable(error)) => {
                let setback = Setback::new(Cause::Tables, error.to_string());
                let was_called = row.carried_from.is_none() && !row.api_request_id.is_empty();
                ItemEnd::Hold(if was_called {
                    setback.unheard(&row.api_request_id)
                } else {
                    setback
                })
            }
        }
    }

    /// Writes a row, several times if it must be and there is time.
    async fn write(&self, row: &Row, clock: &Clock) -> Result<Recorded, NotRecorded> {
        for wait in WAITS_S.map(Duration::from_secs) {
            match self.answers.record(row).await {
                Err(NotRecorded::Unavailable(error)) if clock.has_time_for(wait) => {
                    tracing::warn!(source = row.source, event_id = row.event_id, %error, "not recorded yet");
                    sleep(wait).await;
                }
                result => return result,
            }
        }
        self.answers.record(row).await
    }

    /// Notes where the content is answered, for the tenant's other items, and does so before the
    /// answer is recorded: whoever finds the note and no row asks, but nobody asks for a content
    /// whose answer is on record. If the note cannot be written, they are asked for.
    async fn share(&self, case: &Case, item: &Item, state: &State, api: &Api, now: Timestamp) {
        let tenant = &case.job.origin.tenant;
        let place = Place {
            item: classifications::ItemKey::new(tenant, &item.id),
            state: state.key(),
            answered_at: now,
            expires_at: now.saturating_add(api.reuse_for).unwrap_or(Timestamp::MAX),
        };
        let content = ContentKey::new(tenant, &state.mark);
        if let Err(error) = self.index.put(&content, &place).await {
            tracing::warn!(api = api.name, %error, "an answer is not shared with the tenant's other items");
        }
    }
}

/// An item that still needs its answer, with its case and the state it is in.
pub(crate) type Found<'c> = (&'c Case, &'c Item, &'c State);

/// Finds it.
pub(crate) fn find(asker: ItemRef, cases: &Cases) -> Option<Found<'_>> {
    let case = cases.get(asker.job)?.as_ref()?;
    Some((case, case.job.items().get(asker.item)?, case.open_state(asker.item)?))
}

/// Whether an answer has a code.
pub(crate) fn is_good(outcome: Outcome) -> bool {
    outcome == Outcome::Completed
}
