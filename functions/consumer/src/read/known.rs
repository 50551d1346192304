//! What is on record of an item already: read after its event is claimed, before anything is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use classifications::{
    AnswerTable, ContentIndex, ContentKey, ItemKey, Outcome, Row, Scope, Seen, Select, Standing,
    State, Unavailable, VersionKind, answers, standing,
};
use futures::StreamExt;
use jiff::Timestamp;
use mapping::Item;
use sequences::{OrderTable, Standing as Place, Step, standing as place};
use settings::{Api, Meaning, Reuse, Source, SourceName};

use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd, state};
use crate::read::carried::carried;
use crate::read::lineages::Lineages;

/// How many of one event's items are read at once.
const READS: usize = 16;

/// What is on record of a state.
enum Known {
    /// Nothing that serves it: ask.
    Nothing,
    /// Its answer.
    Answered,
    /// A newer state.
    Superseded,
    /// An answer to the same content, that is to be carried.
    Carry(Box<Row>),
}

/// What reading found of an item.
#[derive(Clone, Debug)]
pub(crate) enum Read {
    /// This state of it needs an answer.
    Open(State),
    /// Nothing more is to be done for it, now or ever.
    Ended(ItemEnd),
    /// This row, which nobody has to pay for, is to be recorded.
    Carry(Box<Row>),
    /// Its answer stands elsewhere, and its number is next: that is to be put on record.
    Next(Step),
}

/// Reads what is on record. Holds: the answers, the index of a tenant's contents, and which numbers
/// stand where order is kept.
#[derive(Debug)]
pub(crate) struct Reads<A, I, O> {
    answers: Arc<A>,
    index: Arc<I>,
    orders: Arc<O>,
    lineages: Lineages,
    /// Whether there are results that name no lineage, and so may answer any version.
    results_name_nobody: bool,
}

impl<A: AnswerTable, I: ContentIndex, O: OrderTable> Reads<A, I, O> {
    pub fn new(
        answers: Arc<A>,
        index: Arc<I>,
        orders: Arc<O>,
        sources: &BTreeMap<SourceName, Source>,
    ) -> Self {
        let results_name_nobody = sources.values().any(names_nobody);
        Self { answers, index, orders, lineages: Lineages::of(sources), results_name_nobody }
    }

    /// Reads what is recorded of each item of an event. Every claim reads before it asks, its first
    /// one included: what a predecessor recorded before it died is not paid for again.
    pub async fn all(&self, claimed: &Claimed, api: &Api, clock: &Clock) -> Vec<Read> {
        let reads = claimed.event.items().iter().map(|item| self.item(claimed, item, api, clock));
        futures::stream::iter(reads).buffered(READS).collect().await
    }

    /// The same of one item.
    pub async fn item(&self, claimed: &Claimed, item: &Item, api: &Api, clock: &Clock) -> Read {
        let state = state(&claimed.event, item, &api.name, claimed.first_received);
        let step = claimed.event.step(&item.id, &state.lineage, state.version);
        match step {
            None => self.state(claimed, item, state, api, clock).await,
            Some(step) => self.in_order(claimed, item, (state, step), api, clock).await,
        }
    }

    /// The same where order is kept: a number is read only once its turn has come.
    async fn in_order(
        &self,
        claimed: &Claimed,
        item: &Item,
        (state, step): (State, Step),
        api: &Api,
        clock: &Clock,
    ) -> Read {
        let order = match self.orders.read(&step.line).await {
            Ok(order) => order,
            Err(error) => return Read::Ended(ItemEnd::hold(Cause::Tables, error.to_string())),
        };
        let place = place(&order, &step);
        match place {
            Place::Past => {
                claimed.event.log("superseded");
                return Read::Ended(ItemEnd::Superseded);
            }
            Place::Early => return Read::Ended(ItemEnd::behind(item.place, step)),
            Place::Last | Place::Next => {}
        }
        match self.state(claimed, item, state, api, clock).await {
            Read::Ended(ItemEnd::Settled) if place == Place::Next => Read::Next(step),
            read => read,
        }
    }

    async fn state(
        &self,
        claimed: &Claimed,
        item: &Item,
        state: State,
        api: &Api,
        clock: &Clock,
    ) -> Read {
        let tenant = &claimed.event.origin.tenant;
        let key = ItemKey::new(tenant, &item.id);
        let asked = Asked { tenant, key, state: &state, api, now: clock.now() };
        let mut known = self.known(&asked).await;
        if known.is_err() {
            // An event of many items would else be on hold for one answer in a thousand that is lost.
            known = self.known(&asked).await;
        }
        match known {
            Ok(Known::Nothing) => Read::Open(state),
            Ok(Known::Answered) => Read::Ended(ItemEnd::Settled),
            Ok(Known::Superseded) => {
                claimed.event.log("superseded");
                Read::Ended(ItemEnd::Superseded)
            }
            Ok(Known::Carry(original)) => {
                Read::Carry(Box::new(carried(claimed, item, &state, *original, clock.now())))
            }
            Err(error) => Read::Ended(ItemEnd::hold(Cause::Tables, error.to_string())),
        }
    }

    async fn known(&self, asked: &Asked<'_>) -> Result<Known, Unavailable> {
        let Asked { key, state, .. } = asked;
        let newest = self.first(key, &state.line(), Select::Newest).await?;
        let newest = match standing(state, newest) {
            Standing::Superseded => return Ok(Known::Superseded),
            Standing::Answered => return Ok(Known::Answered),
            Standing::OtherContent(newest) => {
                let others = self.answers.list(key, &state.of_version(), Select::All).await?;
                if others.iter().any(|seen| answers(seen, state)) {
                    return Ok(Known::Answered);
                }
                Some(newest)
            }
            Standing::Newest(newest) => newest,
        };
        if self.has_result(key, state).await? {
            return Ok(Known::Answered);
        }
        let row = match self.reusable(asked, newest).await? {
            Some(row) => Some(row),
            None => self.told_by_others(asked).await?,
        };
        Ok(row.map_or(Known::Nothing, |row| Known::Carry(Box::new(row))))
    }

    /// The answer to this very version and content, recorded in another lineage: it is one state,
    /// whoever tells of it. Times of receipt are ours, and tell nothing.
    async fn told_by_others(&self, asked: &Asked<'_>) -> Result<Option<Row>, Unavailable> {
        if asked.state.version.kind() == VersionKind::Received {
            return Ok(None);
        }
        // One after the other: the items beside this one keep every connection busy, and a
        // connection more costs a start more than the wait for a row.
        for lineage in self.lineages.beside(asked.tenant, asked.state) {
            let twin = State { lineage: lineage.to_owned(), ..asked.state.clone() };
            if let Some(row) = self.answers.row(&asked.key, &twin.key()).await? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// Whether a result that names no lineage was recorded for this version.
    async fn has_result(&self, key: &ItemKey, state: &State) -> Result<bool, Unavailable> {
        if !self.results_name_nobody {
            return Ok(false);
        }
        let scope = Scope::version("", state.version);
        Ok(self.first(key, &scope, Select::Newest).await?.is_some())
    }

    /// The good answer to the same content that this state may have without a call.
    async fn reusable(
        &self,
        asked: &Asked<'_>,
        newest: Option<Seen>,
    ) -> Result<Option<Row>, Unavailable> {
        let Asked { key, state, api, .. } = asked;
        if api.reuse == Reuse::Off || api.reuse_for.is_zero() {
            return Ok(None);
        }
        let good = match newest {
            Some(newest) if newest.outcome == Outcome::Failed => {
                self.first(key, &state.line(), Select::NewestGood).await?
            }
            newest => newest,
        };
        let is_same = |good: &Seen| good.state.mark() == state.mark.as_str();
        match good.filter(|good| is_same(good) && asked.is_fresh(good.answered_at)) {
            Some(own) => self.answers.row(key, &own.state).await,
            None if api.reuse == Reuse::Tenant => self.shared(asked).await,
            None => Ok(None),
        }
    }

    /// The good answer to the same content of another item of the tenant.
    async fn shared(&self, asked: &Asked<'_>) -> Result<Option<Row>, Unavailable> {
        let content = ContentKey::new(asked.tenant, &asked.state.mark);
        let place = self.index.find(&content).await?;
        let Some(place) = place.filter(|place| asked.is_fresh(place.answered_at)) else {
            return Ok(None);
        };
        let row = self.answers.row(&place.item, &place.state).await?;
        Ok(row.filter(|row| row.outcome == Outcome::Completed))
    }

    async fn first(
        &self,
        key: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Option<Seen>, Unavailable> {
        Ok(self.answers.list(key, scope, select).await?.into_iter().next())
    }
}

/// A state that may need an answer.
struct Asked<'a> {
    tenant: &'a str,
    key: ItemKey,
    state: &'a State,
    api: &'a Api,
    now: Timestamp,
}

impl Asked<'_> {
    /// Whether an answer is young enough to be carried. Carrying does not make it younger.
    fn is_fresh(&self, answered_at: Timestamp) -> bool {
        answered_at.saturating_add(self.api.reuse_for).is_ok_and(|until| self.now < until)
    }
}

/// Whether a source has results, and does not say whose versions they answer.
fn names_nobody(source: &Source) -> bool {
    let has_results = source.types.values().any(|meaning| *meaning == Meaning::Result);
    has_results && source.results_lineage.is_none()
}
