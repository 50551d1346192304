//! The table of answers in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use classifications::{
    AnswerTable, ItemKey, NotRecorded, Outcome, Recorded, Row, Scope, Seen, Select, StateKey,
    Unavailable,
};

use crate::doubles::Fault;

type Rows = BTreeMap<(ItemKey, StateKey), Row>;

/// What `DynamoDB` takes in one row, about.
const MAX_ROW_BYTES: usize = 400 * 1024;

/// Keeps the promises of [`AnswerTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryAnswers {
    rows: Arc<Mutex<Rows>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryAnswers {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.rows.lock().expect("a lock").len()
    }

    /// Every row, by item and state.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.lock().expect("a lock").values().cloned().collect()
    }

    /// Whether a state has its row.
    pub(crate) fn has(&self, row: &Row) -> bool {
        let key = (row.item.clone(), row.state.clone());
        self.rows.lock().expect("a lock").contains_key(&key)
    }

    fn states(&self, item: &ItemKey, scope: &Scope, select: Select) -> Vec<Seen> {
        let rows = self.rows.lock().expect("a lock");
        let from = (item.clone(), StateKey::first(scope));
        let of_scope = rows.range(from..).map(|(_, row)| row);
        let of_scope =
            of_scope.take_while(|row| row.item == *item && scope.covers(&row.state)).map(seen);
        let in_scope: Vec<Seen> = of_scope.collect();
        let in_scope = in_scope.into_iter().rev();
        match select {
            Select::Newest => in_scope.take(1).collect(),
            Select::NewestGood => {
                in_scope.filter(|seen| seen.outcome == Outcome::Completed).take(1).collect()
            }
            Select::All => in_scope.collect(),
        }
    }

    /// Writes a row if there is none, or a failure.
    pub(crate) fn write(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        if row.answer.len() > MAX_ROW_BYTES {
            return Err(NotRecorded::Unacceptable);
        }
        let key = (row.item.clone(), row.state.clone());
        let mut rows = self.rows.lock().expect("a lock");
        if rows.get(&key).is_some_and(|there| there.outcome == Outcome::Completed) {
            return Ok(Recorded::Kept);
        }
        rows.insert(key, row.clone());
        Ok(Recorded::New)
    }
}

impl AnswerTable for MemoryAnswers {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        self.fault.around(|| self.states(item, scope, select)).map_err(Unavailable)
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        let key = (item.clone(), state.clone());
        let look = || self.rows.lock().expect("a lock").get(&key).cloned();
        self.fault.around(look).map_err(Unavailable)
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        self.fault.around(|| self.write(row)).map_err(Unavailable)?
    }
}

fn seen(row: &Row) -> Seen {
    Seen { state: row.state.clone(), outcome: row.outcome, answered_at: row.answered_at }
}
