//! The table of answers in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use classifications::{
    AnswerTable, ItemKey, Newest, Outcome, Recorded, Row, Unavailable, VersionKey,
};

use crate::doubles::Fault;

type Rows = BTreeMap<(ItemKey, VersionKey), Row>;

/// Keeps the promises of [`AnswerTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemoryAnswers {
    rows: Arc<Mutex<Rows>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryAnswers {
    /// Every row, by item and version.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.lock().expect("a lock").values().cloned().collect()
    }

    fn newest_row(&self, item: &ItemKey) -> Option<Newest> {
        let rows = self.rows.lock().expect("a lock");
        let from = (item.clone(), VersionKey::new("", ""));
        let of_item = rows.range(from..).map(|(_, row)| row).take_while(|row| row.item == *item);
        of_item.last().map(|row| Newest { version: row.version.clone(), outcome: row.outcome })
    }

    fn write(&self, row: &Row) -> Recorded {
        let key = (row.item.clone(), row.version.clone());
        let mut rows = self.rows.lock().expect("a lock");
        if rows.get(&key).is_some_and(|there| there.outcome == Outcome::Completed) {
            return Recorded::Kept;
        }
        rows.insert(key, row.clone());
        Recorded::New
    }
}

impl AnswerTable for MemoryAnswers {
    async fn newest(&self, item: &ItemKey) -> Result<Option<Newest>, Unavailable> {
        self.fault.around(|| self.newest_row(item)).map_err(Unavailable)
    }

    async fn record(&self, row: &Row) -> Result<Recorded, Unavailable> {
        self.fault.around(|| self.write(row)).map_err(Unavailable)
    }
}
