//! Chaos: many events, each delivered three times, to several consumers at once, while everything
//! beyond them fails by chance and they themselves die. The APIs have a rate and spend caps, one is
//! down for hours, and an operator holds and lets go; what waits meanwhile is sent again by
//! dispatchers that die, too.
//!
//! The consumers and dispatchers are the real ones; the tables, the queue, the API and the clock are doubles, so
//! that a run of days takes seconds. One seed drives everything that happens by chance, and a run
//! with the same seed makes the same calls in the same order: its trace tells. What must be on
//! record is the oracle's to say, which shares no code with the system.

mod api;
mod consumers;
mod dispatchers;
mod door;
mod fleet;
mod limits;
mod objects;
mod operator;
mod outside;
mod queue;
mod sender;
mod spells;
mod time;

use std::collections::HashMap;
use std::time::Duration;

use classifier::Classifier;
use oracle::{Deal, Event, Verdict, deal, judge};

use crate::doubles::{
    MemoryAnswers, MemoryBudget, MemoryHolds, MemoryIndex, MemoryLanes, MemoryLedger, MemoryOrders,
    MemorySpend, MemoryVault,
};
use crate::scene::start;
use door::{Sealed, Sent, deliver};
use fleet::Fleet;
use limits::limit;
use objects::ChaosObjects;
use outside::World;

pub use api::ChaosApi;
pub use outside::{ChaosAnswers, ChaosLedger, TableDouble};
pub(crate) use queue::Queue;
pub(crate) use sender::Sender;
pub(crate) use time::Time;

/// What the queue takes at most to say that it has what a dispatcher sent.
const QUEUE: Duration = Duration::from_secs(4);

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
    /// Messages that dispatchers sent.
    pub dispatched: usize,
    /// Dispatchers that died.
    pub dispatchers_died: usize,
    /// Whether dispatchers reached beyond their process wherever they can.
    pub has_reached_all: bool,
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
        let Deal { mut events, store, tail } = deal(self.seed, self.events, start().as_second());
        let told = events.len();
        events.extend(tail);
        let Sent { mut messages, bodies, mut settings } = deliver(&events).await;
        let limits = limit(&mut settings, self.events);
        let time = Time::begin();
        let queue = Queue::new(time);
        let places = places(&events, &messages);
        let tail = messages.extract_if(.., |sealed| fleet::event_of(&sealed.id) >= told);
        let tail: Vec<Sealed> = tail.collect();
        let world = World {
            ledger,
            answers,
            index: MemoryIndex::default(),
            orders: MemoryOrders::default(),
            budget: MemoryBudget::default(),
            spend: MemorySpend::default(),
            holds: MemoryHolds::default(),
            vault: MemoryVault::default(),
            lanes: MemoryLanes::default(),
            outbox: Sender::new(self.seed, queue.clone(), time, places, QUEUE),
            queue,
            objects: ChaosObjects::new(self.seed, store.clone(), time),
            bodies,
            time,
        };
        world.shake(self.seed);
        let fleet = Fleet::new(self.seed, settings, world, plant);
        fleet.send(messages);
        let ((), sent, ()) =
            futures::join!(fleet.work(self.consumers), fleet.go_on(tail), fleet.operate());
        events.truncate(told + sent);
        let mut redriven = 0;
        for number in 0..self.redrives {
            fleet.calm_down();
            redriven += fleet.redrive(number == 0);
            fleet.work(self.consumers).await;
        }
        let (took, trace) = (time.elapsed(), fleet.trace());
        let (dispatched, dispatchers_died) = (fleet.dispatched(), fleet.dispatchers_died());
        let has_reached_all = fleet.has_reached_all();
        let evidence = fleet.evidence(events, store, limits);
        let invocations = evidence.invocations.values();
        Outcome {
            verdict: judge(&evidence),
            messages: evidence.messages.len(),
            redriven,
            invocations: evidence.invocations.len(),
            deaths: invocations.filter(|invocation| invocation.died).count(),
            dispatched,
            dispatchers_died,
            has_reached_all,
            took,
            trace,
        }
    }
}

/// Which event every sealed body is of, and every key: the first one's, where an id is used again.
fn places(events: &[Event], sealed: &[Sealed]) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        places.entry(event.key()).or_insert(place);
    }
    for Sealed { id, body, .. } in sealed {
        places.insert(body.clone(), fleet::event_of(id));
    }
    places
}
