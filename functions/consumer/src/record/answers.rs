//! Recording answers: one row for each item.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use classifications::{
    AnswerTable, ContentIndex, ContentKey, ItemKey, NotRecorded, Outcome, Place, Recorded, Row,
};
use classifier::Answer;
use futures::StreamExt;
use jiff::Timestamp;
use mapping::Item;
use sequences::{Applied, OrderTable, Step};
use settings::{Api, Reuse, Source, SourceName};
use tokio::time::sleep;

use crate::clock::{Clock, RECORDS, at_once};
use crate::event::{
    Asked, Cause, Claimed, ItemEnd, ItemRef, Open, Provenance, Refusal, Setback, Subject, find,
    row, version,
};
use crate::measure;

/// How many answers of one call are recorded at once.
pub(super) const WRITES: usize = RECORDS;

/// Seconds to wait before an answer is written once more; beyond the last one it is given up. It
/// is paid for: asking for it again costs more than waiting here.
const WAITS_S: [u64; 4] = [1, 2, 4, 8];

/// Records answers. Holds: the answers, the index of a tenant's contents, and the order of numbers
/// where one is kept.
#[derive(Debug)]
pub(crate) struct Records<A, I, O> {
    pub(super) answers: Arc<A>,
    index: Arc<I>,
    pub(super) orders: Arc<O>,
    /// All lineages that the settings know.
    pub(super) lineages: BTreeSet<String>,
}

impl<A: AnswerTable, I: ContentIndex, O: OrderTable> Records<A, I, O> {
    pub fn new(
        answers: Arc<A>,
        index: Arc<I>,
        orders: Arc<O>,
        sources: &BTreeMap<SourceName, Source>,
    ) -> Self {
        let lineages = sources.values().map(|source| source.lineage.to_string()).collect();
        Self { answers, index, orders, lineages }
    }

    /// Records each answer as soon as the call is back: what is recorded survives a crash.
    pub async fn all(
        &self,
        api: &Api,
        answered: impl Iterator<Item = (ItemRef, &Answer)>,
        group: &[Claimed],
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> Vec<(ItemRef, ItemEnd)> {
        let open =
            answered.filter_map(|(asker, answer)| Some((asker, find(group, asker)?, answer)));
        let open: Vec<_> = open.collect();
        let at_once = at_once(open.len(), WRITES);
        let writes = open.into_iter().map(|(asker, open, answer)| async move {
            (asker, self.item(api, &open, answer, provenance, clock).await)
        });
        futures::stream::iter(writes).buffer_unordered(at_once).collect().await
    }

    /// Records the answer to an item that was asked for.
    pub async fn item(
        &self,
        api: &Api,
        open: &Open<'_>,
        answer: &Answer,
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        let Open { claimed, item, state } = open;
        let asked = Some(Asked::of(item, &api.name));
        let step = claimed.event.step(&item.id, &state.lineage, state.version);
        let step = step.as_ref();
        let subject = Subject { item_id: &item.id, place: item.place, state, asked, step };
        if api.reuse == Reuse::Tenant && matches!(answer, Answer::Completed { .. }) {
            self.share(open, api, provenance.now).await;
        }
        self.answer(claimed, subject, answer, provenance, clock).await
    }

    /// Records an answer for one state.
    pub(super) async fn answer(
        &self,
        claimed: &Claimed,
        subject: Subject<'_>,
        answer: &Answer,
        provenance: Provenance<'_>,
        clock: &Clock,
    ) -> ItemEnd {
        let Some(row) = row(claimed, subject, answer, provenance) else {
            let reason = format!("item {}: the API asks to try it again", subject.place);
            return ItemEnd::Try(Setback::new(Cause::RetryableItem, reason));
        };
        self.write_row(claimed, (subject.place, subject.step), &row, clock).await
    }

    /// Records an answer that was given before: nothing is paid for it.
    pub async fn carry(&self, claimed: &Claimed, item: &Item, row: &Row, clock: &Clock) -> ItemEnd {
        let version = version(item.version, claimed.first_received);
        let step = claimed.event.step(&item.id, &claimed.event.lineage, version);
        let end = self.write_row(claimed, (item.place, step.as_ref()), row, clock).await;
        if end == ItemEnd::Settled {
            claimed.event.log("carried");
            measure::carried(&claimed.event.origin.source);
        }
        end
    }

    /// Writes a row; what becomes of its item.
    async fn write_row(
        &self,
        claimed: &Claimed,
        (place, step): (usize, Option<&Step>),
        row: &Row,
        clock: &Clock,
    ) -> ItemEnd {
        match self.write(row, step, clock).await {
            Ok(Applied::Past) => {
                let reason =
                    format!("item {place}: a later number of it stands, or it was skipped");
                claimed.event.log_reason("superseded", &reason);
                ItemEnd::Superseded
            }
            Ok(Applied::Early) => match step {
                Some(step) => ItemEnd::behind(place, step.clone()),
                None => ItemEnd::hold(Cause::Bug, "early, where no order is kept"),
            },
            Ok(Applied::New) if row.carried_from.is_none() => {
                claimed.event.log_quietly("recorded");
                claimed.answered_by(&row.api_request_id);
                measure::recorded(&row.source, row.received_at, row.recorded_at);
                ItemEnd::Settled
            }
            Ok(Applied::New | Applied::Kept) => ItemEnd::Settled,
            Err(error @ NotRecorded::Unacceptable) => {
                ItemEnd::Refuse(Refusal::Item, format!("item {place}: {error}"))
            }
            Err(NotRecorded::Unavailable(error)) => {
                let setback = Setback::new(Cause::Tables, error.to_string());
                let was_called = row.carried_from.is_none() && !row.api_request_id.is_empty();
                ItemEnd::Hold(if was_called {
                    setback.unconfirmed(&row.api_request_id)
                } else {
                    setback
                })
            }
        }
    }

    /// Writes a row, several times if it must be and there is time.
    async fn write(
        &self,
        row: &Row,
        step: Option<&Step>,
        clock: &Clock,
    ) -> Result<Applied, NotRecorded> {
        for wait in WAITS_S.map(Duration::from_secs) {
            match self.write_once(row, step).await {
                Err(NotRecorded::Unavailable(error)) if clock.has_time_for(wait) => {
                    tracing::warn!(source = row.source, event_id = row.event_id, %error, "not recorded yet");
                    sleep(wait).await;
                }
                result => return result,
            }
        }
        self.write_once(row, step).await
    }

    async fn write_once(&self, row: &Row, step: Option<&Step>) -> Result<Applied, NotRecorded> {
        if let Some(step) = step {
            return self.orders.record(row, step).await;
        }
        Ok(match self.answers.record(row).await? {
            Recorded::New => Applied::New,
            Recorded::Kept => Applied::Kept,
        })
    }

    /// Puts on record that a number stands whose answer was recorded elsewhere.
    pub async fn stands(&self, place: usize, step: Step) -> ItemEnd {
        match self.orders.advance(&step).await {
            Ok(Applied::New | Applied::Kept) => ItemEnd::Settled,
            Ok(Applied::Past) => ItemEnd::Superseded,
            Ok(Applied::Early) => ItemEnd::behind(place, step),
            Err(error) => ItemEnd::hold(Cause::Tables, error.to_string()),
        }
    }

    /// Notes where the content is answered, for the tenant's other items, and does so before the
    /// answer is recorded: whoever finds the note and no row asks, but nobody asks for a content
    /// whose answer is on record. If the note cannot be written, they are asked for.
    async fn share(&self, open: &Open<'_>, api: &Api, now: Timestamp) {
        let tenant = &open.claimed.event.origin.tenant;
        let place = Place {
            item: ItemKey::new(tenant, &open.item.id),
            state: open.state.key(),
            answered_at: now,
            expires_at: now.saturating_add(api.reuse_for).unwrap_or(Timestamp::MAX),
        };
        let content = ContentKey::new(tenant, &open.state.mark);
        if let Err(error) = self.index.put(&content, &place).await {
            tracing::warn!(api = api.name, %error, "an answer is not shared with the tenant's other items");
        }
    }
}

/// Whether an answer has a code.
pub(super) fn is_good(outcome: Outcome) -> bool {
    outcome == Outcome::Completed
}
