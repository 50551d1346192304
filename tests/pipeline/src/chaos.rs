//! Chaos: many events, each delivered three times, to several consumers at once, while everything
//! beyond them fails by chance and they themselves die.
//!
//! The consumers are the real ones; the tables, the queue, the API and the clock are doubles, so
//! that a run of days takes seconds. One seed drives everything that happens by chance, and a run
//! with the same seed makes the same calls in the same order: its trace tells. What must be on
//! record is the oracle's to say, which shares no code with the system.

mod api;
mod door;
mod fleet;
mod objects;
mod outside;
mod queue;

use std::time::Duration;

use classifier::Classifier;
use oracle::{Deal, Verdict, deal, judge};

use crate::doubles::{
    MemoryAnswers, MemoryBudget, MemoryHolds, MemoryIndex, MemoryLedger, MemoryOrders, MemorySpend,
    MemoryVault,
};
use crate::scene::start;
use door::{Sent, deliver};
use fleet::Fleet;
use objects::ChaosObjects;
use outside::World;

pub use api::ChaosApi;
pub(crate) use fleet::Time;
pub use outside::{ChaosAnswers, ChaosLedger, TableDouble};
pub(crate) use queue::Queue;

/// What a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Chaos {
    /// Of everything that happens by chance.
    pub seed: u64,
    /// How many events.
    pub events: usize,
    /// How many consumers at once.
    pub consumers: usize,
    /// How often the dead-letter queue is redriven before the oracle judges, once the storm is
    /// over: all of it first, then all but what was refused again.
    pub redrives: usize,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the oracle says.
    pub verdict: Verdict,
    /// Messages that were sent, redriven ones included.
    pub messages: usize,
    /// Messages that were redriven.
    pub redriven: usize,
    /// Invocations.
    pub invocations: usize,
    /// Invocations that died.
    pub deaths: usize,
    /// How long it took by the run's own clock.
    pub took: Duration,
    /// The SHA-256 of every remote call in order with its outcome.
    pub trace: String,
}

impl Chaos {
    /// Runs over the doubles of the tables. The runtime is one thread's, and its clock is paused.
    pub async fn run(self) -> Outcome {
        self.run_on(MemoryLedger::default(), MemoryAnswers::default(), |api| api).await
    }

    /// The same over these tables and this way to the API: a test's own, which break a promise.
    pub async fn run_on<C: Classifier + Clone + 'static>(
        self,
        ledger: impl ChaosLedger,
        answers: impl ChaosAnswers,
        plant: impl Fn(ChaosApi) -> C,
    ) -> Outcome {
        fastrand::seed(self.seed);
        let Deal { events, store } = deal(self.seed, self.events, start().as_second());
        let Sent { messages, bodies, settings } = deliver(&events).await;
        let time = Time::begin();
        let world = World {
            ledger,
            answers,
            index: MemoryIndex::default(),
            orders: MemoryOrders::default(),
            budget: MemoryBudget::default(),
            spend: MemorySpend::default(),
            holds: MemoryHolds::default(),
            vault: MemoryVault::default(),
            queue: Queue::new(time),
            objects: ChaosObjects::new(self.seed, store.clone(), time),
            bodies,
            time,
        };
        world.shake(self.seed);
        let fleet = Fleet::new(self.seed, settings, world, plant);
        fleet.send(messages);
        fleet.work(self.consumers).await;
        let mut redriven = 0;
        for number in 0..self.redrives {
            fleet.calm_down();
            redriven += fleet.redrive(number == 0);
            fleet.work(self.consumers).await;
        }
        let (took, trace) = (fleet.elapsed(), fleet.trace());
        let evidence = fleet.evidence(events, store);
        let invocations = evidence.invocations.values();
        Outcome {
            verdict: judge(&evidence),
            messages: evidence.messages.len(),
            redriven,
            invocations: evidence.invocations.len(),
            deaths: invocations.filter(|invocation| invocation.died).count(),
            took,
            trace,
        }
    }
}
