//! Spend caps.

use budget::{Reserved, SpendRow, SpendTable, Unavailable};

use crate::chaos::planted::bug::Bug;
use crate::chaos::planted::double::Planted;
use crate::doubles::MemorySpend;

impl SpendTable for Planted<MemorySpend> {
    async fn reserve(&self, row: &SpendRow, items: u32, cap: u32) -> Result<Reserved, Unavailable> {
        if self.has(Bug::SpendsAll) {
            return Ok(Reserved::Yes(items));
        }
        self.double.reserve(row, items, cap).await
    }

    async fn give_back(&self, row: &SpendRow, items: u32) -> Result<(), Unavailable> {
        self.double.give_back(row, items).await
    }
}
