//! Everything beyond a consumer of the fleet: doubles that fail, and are the end of it.

use std::marker::PhantomData;

use classifications::AnswerTable;
use consumer::{Links, Outside};
use ledger::LedgerTable;
use objects::HttpObjects;
use serde_json::{Value, json};

use crate::chaos::api::ChaosApi;
use crate::chaos::queue::Queue;
use crate::doubles::{
    Fault, Life, MemoryAnswers, MemoryBodies, MemoryBudget, MemoryIndex, MemoryLedger, MemoryVault,
    Mortal,
};

/// A double of a table, as a run needs it.
pub trait TableDouble: Clone + Send + Sync + 'static {
    /// What its calls are to suffer.
    fn fault(&self) -> &Fault;

    /// Its rows, as they are stored.
    fn stored(&self) -> Vec<Value>;
}

impl TableDouble for MemoryLedger {
    fn fault(&self) -> &Fault {
        &self.fault
    }

    fn stored(&self) -> Vec<Value> {
        self.rows().iter().map(|row| json!(row)).collect()
    }
}

impl TableDouble for MemoryAnswers {
    fn fault(&self) -> &Fault {
        &self.fault
    }

    fn stored(&self) -> Vec<Value> {
        self.rows().iter().map(|row| json!(row)).collect()
    }
}

/// A ledger's table for a run.
pub trait ChaosLedger: LedgerTable + TableDouble {}

impl<T: LedgerTable + TableDouble> ChaosLedger for T {}

/// A table of answers for a run.
pub trait ChaosAnswers: AnswerTable + TableDouble {}

impl<T: AnswerTable + TableDouble> ChaosAnswers for T {}

/// The networks of one consumer, over these tables.
#[derive(Debug)]
pub(crate) struct Beyond<L, A>(PhantomData<fn() -> (L, A)>);

impl<L: ChaosLedger, A: ChaosAnswers> Outside for Beyond<L, A> {
    type Ledger = Mortal<L>;
    type Answers = Mortal<A>;
    type Index = Mortal<MemoryIndex>;
    type Api = Mortal<ChaosApi>;
    type Objects = Mortal<HttpObjects>;
    type Budget = Mortal<MemoryBudget>;
    type Inbox = Mortal<Queue>;
    type Secrets = Mortal<MemoryVault>;
    type Bodies = Mortal<MemoryBodies>;
}

/// What all consumers share.
#[derive(Debug)]
pub(crate) struct World<L, A> {
    pub ledger: L,
    pub answers: A,
    pub budget: MemoryBudget,
    pub vault: MemoryVault,
    pub queue: Queue,
}

impl<L: ChaosLedger, A: ChaosAnswers> World<L, A> {
    /// The links of a consumer that lives this life.
    pub fn links(&self, life: &Life, api: ChaosApi) -> Links<Beyond<L, A>> {
        Links {
            ledger: life.wrap(self.ledger.clone()),
            answers: life.wrap(self.answers.clone()),
            index: life.wrap(MemoryIndex::default()),
            api: life.wrap(api),
            objects: life.wrap(HttpObjects::new().expect("a client")),
            budget: life.wrap(self.budget.clone()),
            inbox: life.wrap(self.queue.clone()),
            secrets: life.wrap(self.vault.clone()),
            bodies: life.wrap(MemoryBodies::default()),
        }
    }

    /// From now on so many of a thousand calls fail, one half before they do anything, the other
    /// after; none if it is to be calm.
    pub fn shake(&self, seed: u64, per_mille: u32) {
        let faults = [
            self.ledger.fault(),
            self.answers.fault(),
            &self.budget.fault,
            &self.vault.fault,
            &self.queue.fault,
        ];
        for (seed, fault) in (seed..).zip(faults) {
            fault.by_chance(seed, per_mille);
        }
    }
}
