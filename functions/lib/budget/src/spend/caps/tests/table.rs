//! A table in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::super::super::table::{Reserved, SpendRow, SpendTable};
use crate::table::Unavailable;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Before it does anything.
    Before,
    /// Its work is done, and the answer is lost.
    After,
}

/// Keeps the promises of [`SpendTable`]. Clones share their rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<String, u32>,
    calls: usize,
    faults: BTreeMap<usize, Fault>,
}

impl Table {
    pub fn counted(&self, key: &str) -> u32 {
        self.kept().rows.get(key).copied().unwrap_or_default()
    }

    pub fn calls(&self) -> usize {
        self.kept().calls
    }

    /// After so many more calls, one fails.
    pub fn fails(&self, after: usize, fault: Fault) {
        let mut kept = self.kept();
        let call = kept.calls + after;
        kept.faults.insert(call, fault);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("a lock")
    }

    /// One call: others may come before its work and after it.
    async fn call<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> Result<T, Unavailable> {
        let fault = {
            let mut kept = self.kept();
            let call = kept.calls;
            kept.calls += 1;
            kept.faults.remove(&call)
        };
        tokio::task::yield_now().await;
        let done = match fault {
            Some(Fault::Before) => Err(Unavailable("refused".to_owned())),
            Some(Fault::After) => {
                work(&mut self.kept());
                Err(Unavailable("the answer was lost".to_owned()))
            }
            None => Ok(work(&mut self.kept())),
        };
        tokio::task::yield_now().await;
        done
    }
}

impl SpendTable for Table {
    async fn reserve(&self, row: &SpendRow, items: u32, cap: u32) -> Result<Reserved, Unavailable> {
        self.call(|kept| {
            let used = kept.rows.entry(row.key.clone()).or_default();
            if *used + items > cap {
                return Reserved::No(*used);
            }
            *used += items;
            Reserved::Yes(*used)
        })
        .await
    }

    async fn give_back(&self, row: &SpendRow, items: u32) -> Result<(), Unavailable> {
        self.call(|kept| {
            let used = kept.rows.get_mut(&row.key).expect("a row that was reserved");
            *used = used.checked_sub(items).expect("no more than was reserved");
        })
        .await
    }
}
