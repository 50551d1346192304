//! What was reserved under spend caps, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use budget::{Reserved, SpendRow, SpendTable, Unavailable};

use crate::doubles::Fault;

/// Keeps the promises of [`SpendTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub struct MemorySpend {
    rows: Arc<Mutex<BTreeMap<String, u32>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl MemorySpend {
    /// How many items each row counts, by its key.
    pub fn counted(&self) -> BTreeMap<String, u32> {
        self.rows.lock().expect("a lock").clone()
    }

    fn add(&self, row: &SpendRow, items: u32, cap: u32) -> Reserved {
        let mut rows = self.rows.lock().expect("a lock");
        let used = rows.get(&row.key).copied().unwrap_or_default();
        match used.checked_add(items).filter(|sum| *sum <= cap) {
            Some(sum) => {
                rows.insert(row.key.clone(), sum);
                Reserved::Yes(sum)
            }
            None => Reserved::No(used),
        }
    }

    fn take(&self, row: &SpendRow, items: u32) {
        let mut rows = self.rows.lock().expect("a lock");
        if let Some(used) = rows.get_mut(&row.key) {
            *used = used.checked_sub(items).unwrap_or(*used);
        }
    }
}

impl SpendTable for MemorySpend {
    async fn reserve(&self, row: &SpendRow, items: u32, cap: u32) -> Result<Reserved, Unavailable> {
        self.fault.around(|| self.add(row, items, cap)).map_err(Unavailable)
    }

    async fn give_back(&self, row: &SpendRow, items: u32) -> Result<(), Unavailable> {
        self.fault.around(|| self.take(row, items)).map_err(Unavailable)
    }
}
