//! The table of answers.

use classifications::{
    AnswerTable, ItemKey, NotRecorded, Recorded, Row, Scope, Seen, Select, StateKey, Unavailable,
};

use crate::chaos::planted::bug::Bug;
use crate::chaos::planted::double::Planted;
use crate::doubles::MemoryAnswers;

/// One write in so many goes wrong.
const ONE_IN: usize = 50;

impl AnswerTable for Planted<MemoryAnswers> {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        let own = self.double.list(item, scope, select).await?;
        if !self.has(Bug::OneLineage) || select != Select::Newest {
            return Ok(own);
        }
        let rows = self.double.rows().into_iter().filter(|row| row.item == *item);
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
        self.double.row(item, state).await
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        if self.has(Bug::DropsAnswers) && self.goes_wrong(ONE_IN) {
            return Ok(Recorded::New);
        }
        if self.has(Bug::OtherItem)
            && self.goes_wrong(ONE_IN)
            && let Some(other) = self.double.rows().into_iter().next()
        {
            let (item, tenant, item_id) = (other.item, other.tenant, other.item_id);
            return self.double.record(&Row { item, tenant, item_id, ..row.clone() }).await;
        }
        self.double.record(row).await
    }
}
