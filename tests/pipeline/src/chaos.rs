//! Chaos: many events, each delivered three times, to several consumers at once, while everything
//! beyond them fails by chance and they themselves die.
//!
//! The consumers are the real ones; the tables, the queue, the API and the clock are doubles, so
//! that a run of days takes seconds and its seed repeats it. What must be on record is the
//! oracle's to say, which shares no code with the system.

mod api;
mod fleet;
mod outside;
mod queue;

use std::time::Duration;

use oracle::{Event, Verdict, judge};
use settings::Settings;

use crate::doubles::{MemoryAnswers, MemoryLedger};
use crate::scene::Scene;
use fleet::Fleet;

pub use api::ChaosApi;
pub use outside::{ChaosAnswers, ChaosLedger, TableDouble};

/// How often the dead-letter queue is redriven, but for what was refused.
const REDRIVES: usize = 3;

/// What a run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Chaos {
    /// Of everything that happens by chance.
    pub seed: u64,
    /// How many events.
    pub events: usize,
    /// How many consumers at once.
    pub consumers: usize,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the oracle says.
    pub verdict: Verdict,
    /// Messages that were sent, redriven ones included.
    pub messages: usize,
    /// Invocations.
    pub invocations: u64,
    /// Invocations that died.
    pub deaths: usize,
    /// How long it took by the run's own clock.
    pub took: Duration,
}

impl Chaos {
    /// Runs over the doubles of the tables. The runtime is one thread's, and its clock is paused.
    pub async fn run(self) -> Outcome {
        self.run_on(MemoryLedger::default(), MemoryAnswers::default()).await
    }

    /// The same over these tables: a test's own, which break a promise.
    pub async fn run_on(self, ledger: impl ChaosLedger, answers: impl ChaosAnswers) -> Outcome {
        fastrand::seed(self.seed);
        let scene = Scene::new().await;
        let events = oracle::events(self.seed, self.events);
        let bodies = sealed(&scene, &events).await;
        let mut settings = scene.settings;
        look_up_some(&mut settings);
        let fleet = Fleet::new(self.seed, settings, ledger, answers);
        fleet.send(&bodies);
        fleet.work(self.consumers).await;
        // What bad luck alone has brought to the dead-letter queue now gets its chance, as often as
        // an operator has the patience for.
        fleet.calm_down();
        let mut redriven = fleet.redrive_all();
        for _again in 0..REDRIVES {
            if redriven {
                fleet.work(self.consumers).await;
                redriven = fleet.redrive_unrefused();
            }
        }
        fleet.work(self.consumers).await;
        let (invocations, took) = (fleet.invocations(), fleet.elapsed());
        let evidence = fleet.evidence(events);
        Outcome {
            verdict: judge(&evidence),
            messages: evidence.messages.len(),
            invocations,
            deaths: evidence.deaths.len(),
            took,
        }
    }
}

/// Calls for one of the sources can be looked up, calls for the others cannot.
fn look_up_some(settings: &mut Settings) {
    let mut tracked = settings.apis.values().next().expect("an API").clone();
    "tracked".clone_into(&mut tracked.name);
    tracked.lookup = Some("/openapi/v1/tariff/requests/{request_id}".to_owned());
    settings.sources.get_mut("warehouse").expect("a source").api.clone_from(&tracked.name);
    settings.apis.insert(tracked.name.clone(), tracked);
}

/// What the door makes of each event; what no door sealed is sent as it is.
async fn sealed(scene: &Scene, events: &[Event]) -> Vec<String> {
    for event in events.iter().filter(|event| !event.source.is_empty()) {
        let knock = scene.knock(event.source, &event.id, event.body.as_bytes());
        scene.door.answer(knock).await;
    }
    let mut sent = scene.outbox.sent().into_iter();
    let mut body = |event: &Event| match event.source {
        "" => event.body.clone(),
        _ => sent.next().expect("the door accepts it").json().to_owned(),
    };
    let bodies = events.iter().map(&mut body).collect();
    assert!(sent.next().is_none(), "each event is sealed once");
    bodies
}
