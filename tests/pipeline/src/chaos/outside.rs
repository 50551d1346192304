//! Everything beyond a consumer of the fleet: doubles that fail, and are the end of it.

use std::marker::PhantomData;

use classifications::AnswerTable;
use classifier::Classifier;
use consumer::{Links, Outside};
use ledger::{LedgerTable, WaitingPages, WaitingTable};
use serde_json::{Value, json};

use crate::chaos::objects::ChaosObjects;
use crate::chaos::queue::Queue;
use crate::chaos::sender::Sender;
use crate::chaos::time::Time;
use crate::doubles::{
    Fault, Life, MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryIndex, MemoryLanes,
    MemoryLedger, MemoryOrders, MemorySpend, MemoryVault, Mortal,
};

/// Of a thousand calls of a table, a queue or a store, so many fail.
const FAULTS: u32 = 20;

/// A double of a table, as a run needs it.
pub trait TableDouble: Clone + Send + Sync + 'static {
    /// What its calls are to suffer.
    fn fault(&self) -> &Fault;

    /// Its rows, as they are stored.
    fn stored(&self) -> Vec<Value>;

    /// Whether an event waits in it.
    fn has_waiting(&self) -> bool {
        false
    }
}

impl TableDouble for MemoryLedger {
    fn fault(&self) -> &Fault {
        &self.fault
    }

    fn stored(&self) -> Vec<Value> {
        self.rows().iter().map(|row| json!(row)).collect()
    }

    fn has_waiting(&self) -> bool {
        self.has_waiting()
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
pub trait ChaosLedger: LedgerTable + WaitingTable + WaitingPages + TableDouble {}

impl<T: LedgerTable + WaitingTable + WaitingPages + TableDouble> ChaosLedger for T {}

/// A table of answers for a run.
pub trait ChaosAnswers: AnswerTable + TableDouble {}

impl<T: AnswerTable + TableDouble> ChaosAnswers for T {}

/// The networks of one consumer, over these tables and this way to the API.
#[derive(Debug)]
pub(crate) struct Beyond<L, A, C>(PhantomData<(L, A, C)>);

impl<L, A, C> Outside for Beyond<L, A, C>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
{
    type Ledger = Mortal<L>;
    type Answers = Mortal<A>;
    type Index = Mortal<MemoryIndex>;
    type Orders = Mortal<MemoryOrders>;
    type Api = Mortal<C>;
    type Objects = Mortal<ChaosObjects>;
    type Budget = Mortal<MemoryBudget>;
    type Spend = Mortal<MemorySpend>;
    type Holds = Mortal<MemoryHolds>;
    type Inbox = Mortal<Queue>;
    type Secrets = Mortal<MemoryVault>;
    type Bodies = Mortal<MemoryBodies>;
}

impl<L, A, C> dispatcher::Outside for Beyond<L, A, C>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
{
    type Waiting = Mortal<L>;
    type Budget = Mortal<MemoryBudget>;
    type Holds = Mortal<MemoryHolds>;
    type Lanes = Mortal<MemoryLanes>;
    type Outbox = Mortal<Sender>;
}

/// What all of them share.
pub(crate) struct World<L, A> {
    pub ledger: L,
    pub answers: A,
    pub index: MemoryIndex,
    pub orders: MemoryOrders,
    pub budget: MemoryBudget,
    pub spend: MemorySpend,
    pub holds: MemoryHolds,
    pub vault: MemoryVault,
    pub queue: Queue,
    pub objects: ChaosObjects,
    pub bodies: MemoryBodies,
    pub lanes: MemoryLanes,
    pub outbox: Sender,
    pub time: Time,
}

impl<L: ChaosLedger, A: ChaosAnswers> World<L, A> {
    /// The links of a consumer that lives this life.
    pub fn links<C>(&self, life: &Life, api: C) -> Links<Beyond<L, A, C>>
    where
        C: Classifier + Clone + 'static,
    {
        Links {
            ledger: life.wrap(self.ledger.clone()),
            answers: life.wrap(self.answers.clone()),
            index: life.wrap(self.index.clone()),
            orders: life.wrap(self.orders.clone()),
            api: life.wrap(api),
            objects: life.wrap(self.objects.clone()),
            budget: life.wrap(self.budget.clone()),
            spend: life.wrap(self.spend.clone()),
            holds: life.wrap(self.holds.clone()),
            inbox: life.wrap(self.queue.clone()),
            secrets: life.wrap(self.vault.clone()),
            bodies: life.wrap(self.bodies.clone()),
        }
    }

    /// The links of a dispatcher that lives this life.
    pub fn dispatcher_links<C>(&self, life: &Life) -> dispatcher::Links<Beyond<L, A, C>>
    where
        C: Classifier + Clone + 'static,
    {
        dispatcher::Links {
            waiting: life.wrap(self.ledger.clone()),
            budget: life.wrap(self.budget.clone()),
            holds: life.wrap(self.holds.clone()),
            lanes: life.wrap(self.lanes.clone()),
            outbox: life.wrap(self.outbox.clone()),
        }
    }

    /// From now on some calls fail by chance.
    pub fn shake(&self, seed: u64) {
        self.fail(seed, FAULTS);
    }

    /// From now on none does.
    pub fn calm_down(&self) {
        self.fail(0, 0);
        self.objects.calm_down();
    }

    /// So many of a thousand calls, one half before they do anything, the other after.
    fn fail(&self, seed: u64, per_mille: u32) {
        let faults = [
            self.ledger.fault(),
            self.answers.fault(),
            &self.index.fault,
            &self.budget.fault,
            &self.vault.fault,
            &self.queue.fault,
            &self.bodies.fault,
            &self.spend.fault,
            &self.holds.fault,
            &self.lanes.fault,
            &self.outbox.fault,
        ];
        for (seed, fault) in (seed..).zip(faults) {
            fault.by_chance(seed, per_mille);
        }
    }
}
