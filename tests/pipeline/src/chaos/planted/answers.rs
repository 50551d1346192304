//! The table of answers.

use classifications::{
    AnswerTable, ItemKey, NotRecorded, Recorded, Row, Scope, Seen, Select, StateKey, Unavailable,
};

use ledger::{LedgerTable, Phase};

use crate::chaos::planted::bug::Bug;
use crate::chaos::planted::double::Planted;
use crate::doubles::{MemoryAnswers, MemoryLedger};

/// One write in so many goes wrong.
const ONE_IN: usize = 50;

/// The answers of a run, with the bug in them.
#[derive(Clone, Debug)]
pub(crate) struct PlantedAnswers {
    answers: Planted<MemoryAnswers>,
    ledger: MemoryLedger,
}

impl PlantedAnswers {
    pub fn new(answers: MemoryAnswers, ledger: MemoryLedger, bug: Option<Bug>) -> Self {
        Self { answers: Planted::new(answers, bug), ledger }
    }

    /// The double.
    pub fn double(&self) -> &MemoryAnswers {
        &self.answers.double
    }

    /// The event whose answer this is stands as done.
    async fn done(&self, row: &Row) {
        let event = format!("{}#{}#{}", row.source, row.tenant, row.event_id);
        let found = self.ledger.row(&event).filter(|row| row.phase == Phase::Claimed);
        if let Some(found) = found {
            let done = ledger::Row { phase: Phase::Done, ..found.clone() };
            let _written = self.ledger.replace(&done, &found).await;
        }
    }
}

impl AnswerTable for PlantedAnswers {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        let own = self.double().list(item, scope, select).await?;
        if !self.answers.has(Bug::OneLineage) || select != Select::Newest {
            return Ok(own);
        }
        let rows = self.double().rows().into_iter().filter(|row| row.item == *item);
        let newest = rows
            .max_by(|one, other| one.state.sortable_version().cmp(other.state.sortable_version()));
        let seen = |row: Row| Seen {
            state: row.state,
            outcome: row.outcome,
            answered_at: row.answered_at,
        };
        Ok(newest.map(seen).into_iter().collect())
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        self.double().row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        if self.answers.has(Bug::DoneFirst) {
            self.done(row).await;
        }
        if self.answers.has(Bug::DropsAnswers) && self.answers.goes_wrong(ONE_IN) {
            return Ok(Recorded::New);
        }
        if self.answers.has(Bug::OtherItem)
            && self.answers.goes_wrong(ONE_IN)
            && let Some(other) = self.double().rows().into_iter().next()
        {
            let (item, tenant, item_id) = (other.item, other.tenant, other.item_id);
            return self.double().record(&Row { item, tenant, item_id, ..row.clone() }).await;
        }
        self.double().record(row).await
    }
}
