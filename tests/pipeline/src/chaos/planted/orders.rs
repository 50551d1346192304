//! Strict order; and in which order numbers were recorded, for the oracle.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use classifications::NotRecorded;
use jiff::Timestamp;
use oracle::Number;
use sequences::{Applied, Awaited, Line, Order, OrderTable, Parked, Step, Unavailable, Waiter};

use crate::chaos::planted::bug::Bug;
use crate::chaos::planted::double::Planted;
use crate::doubles::{Life, MemoryAnswers, MemoryOrders, Seam};

/// The orders of a run, with the bug in them.
#[derive(Clone, Debug)]
pub(crate) struct PlantedOrders {
    orders: Planted<MemoryOrders>,
    answers: MemoryAnswers,
    numbers: Arc<Mutex<(BTreeSet<Number>, Vec<Number>)>>,
    /// Of the process that asks.
    life: Life,
}

impl PlantedOrders {
    pub fn new(orders: MemoryOrders, answers: MemoryAnswers, bug: Option<Bug>) -> Self {
        let (numbers, life) = (Arc::default(), Life::default());
        Self { orders: Planted::new(orders, bug), answers, numbers, life }
    }

    /// The same orders, for a process that lives this life.
    pub fn of(&self, life: &Life) -> Self {
        Self { life: life.clone(), ..self.clone() }
    }

    /// The double.
    pub fn double(&self) -> &MemoryOrders {
        &self.orders.double
    }

    /// Every number that has its row, as they were recorded one after the other.
    pub fn numbers(&self) -> Vec<Number> {
        self.numbers.lock().expect("a lock").1.clone()
    }

    /// Two writes: either may fail, and a process may die between them.
    async fn number_first(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        let stands = self.life.call(Seam::OrdersAdvance, self.double().advance(step)).await;
        stands.map_err(|error| classifications::Unavailable(error.0))?;
        let recorded = self.life.call(Seam::OrdersRecord, self.double().record(row, step)).await;
        self.note(row, step);
        recorded
    }

    /// Notes the number if it has its row now: also where the answer to the write was lost.
    fn note(&self, row: &classifications::Row, step: &Step) {
        let number = Number { line: step.line.key(), number: step.number };
        let (seen, all) = &mut *self.numbers.lock().expect("a lock");
        if self.answers.has(row) && seen.insert(number.clone()) {
            all.push(number);
        }
    }
}

impl OrderTable for PlantedOrders {
    async fn read(&self, line: &Line) -> Result<Order, Unavailable> {
        self.double().read(line).await
    }

    async fn record(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        if self.orders.has(Bug::NumberFirst) {
            return self.number_first(row, step).await;
        }
        if self.orders.has(Bug::AnyNumber) {
            let free = Step { from: step.number, ..step.clone() };
            let recorded = self.double().record(row, &free).await;
            self.note(row, step);
            return recorded;
        }
        let recorded = self.double().record(row, step).await;
        self.note(row, step);
        recorded
    }

    async fn advance(&self, step: &Step) -> Result<Applied, Unavailable> {
        self.double().advance(step).await
    }

    async fn park(
        &self,
        row: &ledger::Row,
        was: &ledger::Row,
        awaited: &[Awaited],
    ) -> Result<Parked, Unavailable> {
        if self.orders.has(Bug::AnyNumber) {
            return Ok(Parked::Open);
        }
        self.double().park(row, was, awaited).await
    }

    async fn waiters(&self, awaited: &Awaited) -> Result<Vec<Waiter>, Unavailable> {
        self.double().waiters(awaited).await
    }

    async fn wake(&self, waiter: &Waiter, due: Timestamp) -> Result<(), Unavailable> {
        self.double().wake(waiter, due).await
    }

    async fn forget(&self, awaited: &Awaited, waiters: &[Waiter]) -> Result<(), Unavailable> {
        self.double().forget(awaited, waiters).await
    }
}
