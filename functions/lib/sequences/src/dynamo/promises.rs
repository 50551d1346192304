//! [`OrderTable`], kept by these tables.

use classifications::NotRecorded;
use jiff::Timestamp;
use ledger::WaitingTable;

use crate::awaited::Awaited;
use crate::dynamo::tables::{DynamoOrders, not_recorded};
use crate::line::{Line, Step};
use crate::standing::Order;
use crate::table::{Applied, OrderTable, Parked, Unavailable, Waiter};

impl OrderTable for DynamoOrders {
    async fn read(&self, line: &Line) -> Result<Order, Unavailable> {
        self.read_order(line).await
    }

    async fn record(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        if step.is_before_the_first() {
            return Ok(Applied::Past);
        }
        match self.record_both(row, step).await? {
            Applied::Kept => Ok(match self.advance_order(step).await.map_err(not_recorded)? {
                Applied::New | Applied::Kept => Applied::Kept,
                Applied::Past => Applied::Past,
                Applied::Early => Applied::Early,
            }),
            applied @ (Applied::New | Applied::Past | Applied::Early) => Ok(applied),
        }
    }

    async fn advance(&self, step: &Step) -> Result<Applied, Unavailable> {
        if step.is_before_the_first() {
            return Ok(Applied::Past);
        }
        self.advance_order(step).await
    }

    async fn park(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        awaited: &[Awaited],
    ) -> Result<Parked, Unavailable> {
        self.park_for(row, was, awaited).await
    }

    async fn waiters(&self, awaited: &Awaited) -> Result<Vec<Waiter>, Unavailable> {
        self.read_waiters(awaited).await
    }

    async fn wake(&self, waiter: &Waiter, due: Timestamp) -> Result<(), Unavailable> {
        let woken = self.ledger.wake(&waiter.event, &waiter.token, due).await;
        woken.map(|_| ()).map_err(|error| Unavailable(error.to_string()))
    }

    async fn forget(&self, awaited: &Awaited, waiters: &[Waiter]) -> Result<(), Unavailable> {
        self.remove_waiters(awaited, waiters).await
    }
}
