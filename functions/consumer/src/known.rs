//! What is on record of an item already: read after its event is claimed, before anything is asked.

use std::collections::BTreeSet;

use classifications::{
    AnswerTable, ContentIndex, ContentKey, ItemKey, Outcome, Row, Scope, Seen, Select, Standing,
    State, Unavailable, VersionKind, answers, standing,
};
use futures::StreamExt;
use jiff::Timestamp;
use mapping::Item;
use settings::{Api, Reuse, Tenant};

use crate::carry::carried;
use crate::case::{Case, ItemEnd, ItemState};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::measure;
use crate::outside::Outside;
use crate::state::state;

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

impl<W: Outside> Consumer<W> {
    /// Reads what is recorded of each item of a case, and carries what can be carried. Every claim
    /// reads before it asks, its first one included: what a predecessor recorded before it died is
    /// not paid for again.
    pub(crate) async fn read_all(
        &self,
        case: &Case,
        items: &[Item],
        api: &Api,
        clock: &Clock,
    ) -> Vec<ItemState> {
        let reads = items.iter().map(|item| self.read(case, item, api, clock));
        futures::stream::iter(reads).buffered(READS).collect().await
    }

    async fn read(&self, case: &Case, item: &Item, api: &Api, clock: &Clock) -> ItemState {
        let state = state(&case.job, item, &api.name, case.claim.first_received());
        let tenant = &case.job.origin.tenant;
        let key = ItemKey::new(tenant, &item.id);
        let asked = Asked { tenant, key, state: &state, api, now: clock.now() };
        let known = match self.known(&asked).await {
            Ok(known) => known,
            Err(error) => return ItemState::Ended(ItemEnd::hold(Cause::Tables, error.to_string())),
        };
        match known {
            Known::Nothing => ItemState::Open(state),
            Known::Answered => ItemState::Ended(ItemEnd::Settled),
            Known::Superseded => {
                case.job.log("superseded");
                ItemState::Ended(ItemEnd::Superseded)
            }
            Known::Carry(original) => {
                let row = carried(case, item, &state, *original, clock.now());
                ItemState::Ended(self.carry(case, item, &row, clock).await)
            }
        }
    }

    async fn carry(&self, case: &Case, item: &Item, row: &Row, clock: &Clock) -> ItemEnd {
        let end = self.write_row(case, item.place, row, clock).await;
        if end == ItemEnd::Settled {
            case.job.log("carried");
            measure::carried(&case.job);
        }
        end
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
        for lineage in self.lineages_beside(asked) {
            let twin = State { lineage, ..asked.state.clone() };
            if let Some(row) = self.answers.row(&asked.key, &twin.key()).await? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The other lineages that may tell of this tenant's items in this kind of version.
    fn lineages_beside(&self, asked: &Asked<'_>) -> BTreeSet<String> {
        let kind = asked.state.version.kind().word();
        if asked.state.version.kind() == VersionKind::Received {
            return BTreeSet::new();
        }
        let Ok(tenant) = Tenant::try_from(asked.tenant.to_owned()) else {
            return BTreeSet::new();
        };
        let sources = self.sources.values();
        let may_tell = sources.filter(|source| {
            source.tells_of_states()
                && source.version.kind().word() == kind
                && source.tenant.allows(&tenant)
        });
        let lineages = may_tell.map(|source| source.lineage.to_string());
        lineages.filter(|lineage| *lineage != asked.state.lineage).collect()
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
