//! Everything beyond the functions of a run: doubles that fail, and are the end of who calls them.

use std::time::Duration;

use consumer::{Links, Outside};
use oracle::Event;

use crate::chaos::feed::{ChaosFeed, Poller};
use crate::chaos::messages::Messages;
use crate::chaos::objects::ChaosObjects;
use crate::chaos::planted::{
    Bug, NotedBudget, Planted, PlantedAnswers, PlantedApi, PlantedCursors, PlantedOrders,
};
use crate::chaos::queue::Queue;
use crate::chaos::sender::Sender;
use crate::chaos::time::Time;
use crate::chaos::vault::ChaosVault;
use crate::doubles::{
    Fault, Life, MemoryAnswers, MemoryBodies, MemoryCursors, MemoryHolds, MemoryIndex, MemoryKnown,
    MemoryLanes, MemoryLedger, MemoryOrders, MemorySpend, Mortal,
};

/// What the queue takes at most to say that it has what a dispatcher sent.
const QUEUE: Duration = Duration::from_secs(4);

/// Of a thousand calls of a table, a queue or a store, so many fail.
const FAULTS: u32 = 20;

/// The doubles, each of their calls the possible end of the process that makes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beyond;

impl Outside for Beyond {
    type Ledger = Mortal<Planted<MemoryLedger>>;
    type Answers = Mortal<PlantedAnswers>;
    type Index = Mortal<MemoryIndex>;
    type Orders = Mortal<PlantedOrders>;
    type Api = Mortal<PlantedApi>;
    type Objects = Mortal<ChaosObjects>;
    type Budget = Mortal<NotedBudget>;
    type Spend = Mortal<Planted<MemorySpend>>;
    type Holds = Mortal<MemoryHolds>;
    type Inbox = Mortal<Queue>;
    type Secrets = Mortal<ChaosVault>;
    type Bodies = Mortal<MemoryBodies>;
}

impl dispatcher::Outside for Beyond {
    type Waiting = Mortal<Planted<MemoryLedger>>;
    type Budget = Mortal<NotedBudget>;
    type Holds = Mortal<MemoryHolds>;
    type Lanes = Mortal<MemoryLanes>;
    type Outbox = Mortal<Sender>;
}

impl reconcile::Outside for Beyond {
    type Cursors = Mortal<PlantedCursors>;
    type Feeds = Mortal<ChaosFeed>;
    type Budget = Mortal<NotedBudget>;
    type Gaps = Mortal<MemoryLanes>;
    type Known = Mortal<MemoryKnown>;
    type Outbox = Mortal<Poller>;
    type Bodies = Mortal<MemoryBodies>;
    type Secrets = Mortal<ChaosVault>;
}

/// What all of them share.
pub(crate) struct World {
    pub ledger: Planted<MemoryLedger>,
    pub answers: PlantedAnswers,
    pub index: MemoryIndex,
    pub orders: PlantedOrders,
    pub budget: NotedBudget,
    pub spend: Planted<MemorySpend>,
    pub holds: MemoryHolds,
    pub vault: ChaosVault,
    pub queue: Queue,
    pub objects: ChaosObjects,
    pub bodies: MemoryBodies,
    pub lanes: MemoryLanes,
    pub outbox: Sender,
    pub cursors: MemoryCursors,
    pub feed: ChaosFeed,
    pub known: MemoryKnown,
    pub poller: Poller,
    /// What was sent to the queue.
    pub sent: Messages,
    /// Of what the environments of the door send.
    pub desk_fault: Fault,
    pub time: Time,
}

/// What a world is made of that a run brings with it.
pub(crate) struct Made {
    pub seed: u64,
    pub bug: Option<Bug>,
    pub time: Time,
    pub vault: ChaosVault,
    pub objects: ChaosObjects,
    pub bodies: MemoryBodies,
    pub sent: Messages,
}

impl World {
    /// A world in which nothing was done yet.
    pub fn new(made: Made, events: &[Event]) -> Self {
        let Made { seed, bug, time, vault, objects, bodies, sent } = made;
        let (ledger, answers) = (MemoryLedger::default(), MemoryAnswers::default());
        let orders = MemoryOrders::over(&ledger, &answers);
        let queue = Queue::new(time);
        Self {
            orders: PlantedOrders::new(orders, answers.clone(), bug),
            known: MemoryKnown::new(ledger.clone()),
            answers: PlantedAnswers::new(answers, ledger.clone(), bug),
            ledger: Planted::new(ledger, bug),
            index: MemoryIndex::default(),
            budget: NotedBudget::new(time),
            spend: Planted::new(MemorySpend::default(), bug),
            holds: MemoryHolds::default(),
            lanes: MemoryLanes::default(),
            outbox: Sender::new(seed, queue.clone(), time, sent.clone(), QUEUE),
            cursors: MemoryCursors::default(),
            feed: ChaosFeed::new(seed, events, time),
            poller: Poller::new(queue.clone(), sent.clone(), time, bug),
            desk_fault: Fault::default(),
            vault,
            queue,
            objects,
            bodies,
            sent,
            time,
        }
    }

    /// The links of a consumer that lives this life.
    pub fn links(&self, life: &Life, api: PlantedApi) -> Links<Beyond> {
        Links {
            ledger: life.wrap(self.ledger.clone()),
            answers: life.wrap(self.answers.clone()),
            index: life.wrap(self.index.clone()),
            orders: life.wrap(self.orders.of(life)),
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
    pub fn dispatcher_links(&self, life: &Life) -> dispatcher::Links<Beyond> {
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
            &self.ledger.double.fault,
            &self.answers.double().fault,
            &self.index.fault,
            &self.budget.double.fault,
            &self.vault.fault,
            &self.queue.fault,
            &self.bodies.fault,
            &self.spend.double.fault,
            &self.holds.fault,
            &self.lanes.fault,
            &self.outbox.fault,
            &self.orders.double().fault,
            &self.cursors.fault,
            &self.known.fault,
            &self.poller.fault,
            &self.desk_fault,
        ];
        for (seed, fault) in (seed..).zip(faults) {
            fault.by_chance(seed, per_mille);
        }
    }
}
