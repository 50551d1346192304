//! Several consumers at once, each until it dies; another takes its place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use classifier::Classifier;
use consumer::{Clock, Consumer, Message};
use oracle::Invocation;
use tokio::time::{sleep, timeout};

use crate::chaos::api::ChaosApi;
use crate::chaos::fleet::{Fleet, event_of};
use crate::chaos::outside::{ChaosAnswers, ChaosLedger};
use crate::doubles::Life;

/// How long a poller waits at most for its batch to fill, in seconds.
const WINDOW: u64 = 60;

/// The most messages that one invocation is handed.
const BATCH: usize = 200;

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_mins(15);

/// A consumer dies at one of its first so many remote calls.
const CALLS: usize = 2_000;

/// After so many deaths an event has none any more by chance: the third one convicts it. A claim
/// counts as a death, too, if it stands and its end could not be written, or its answer was lost.
const DEATHS: usize = 1;

impl<L, A, C, P> Fleet<L, A, P>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
    P: Fn(ChaosApi) -> C,
{
    /// One process after the other, until nothing is left to do.
    pub(super) async fn consumer(&self, end: Duration) {
        while !self.process(end).await {}
    }

    /// One process, warm from one invocation to the next. Whether it ended because nothing is left.
    async fn process(&self, end: Duration) -> bool {
        let (life, api) = (self.life(CALLS), ChaosApi::new(Arc::clone(&self.provider), self.time));
        let links = self.world.links(&life, (self.plant)(api.clone()));
        let consumer = Consumer::with_ids(self.settings.clone(), links, self.ids.clone());
        while let Some(batch) = self.receive(end).await {
            let invocation = self.begin(&life, &batch);
            api.invoked(invocation);
            let clock = Clock::new(self.time.now(), self.time.now() + INVOCATION);
            let work = life.invocation(consumer.consume(batch.clone(), &clock));
            let Ok(Some(returned)) = timeout(INVOCATION, work).await else {
                self.died(invocation);
                return false;
            };
            self.world.queue.end(&batch, &returned);
        }
        true
    }

    /// The next batch that is to be had; nothing once none will be.
    async fn receive(&self, end: Duration) -> Option<Vec<Message>> {
        while !self.is_over(end) {
            let window = self.dice.lock().expect("a lock").u64(..WINDOW);
            sleep(Duration::from_secs(window)).await;
            let mut dice = self.dice.lock().expect("a lock");
            let most = dice.usize(1..=BATCH);
            let batch = self.world.queue.receive(most, &mut dice);
            if !batch.is_empty() {
                return Some(batch);
            }
        }
        None
    }

    /// Notes an invocation. No healthy event is convicted of deaths that have nothing to do with
    /// it: an invocation that works on one which died before is spared.
    fn begin(&self, life: &Life, batch: &[Message]) -> u64 {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let events: BTreeSet<usize> =
            batch.iter().map(|message| event_of(&message.record.message_id)).collect();
        let deaths = self.deaths.lock().expect("a lock");
        life.spare(events.iter().any(|event| deaths.get(event).is_some_and(|n| *n >= DEATHS)));
        let (began, events) = (self.time.now().as_millisecond(), events.into_iter().collect());
        let invocation = Invocation { began, died: false, events };
        self.invocations.lock().expect("a lock").insert(number, invocation);
        number
    }

    fn died(&self, invocation: u64) {
        let mut invocations = self.invocations.lock().expect("a lock");
        let Some(invocation) = invocations.get_mut(&invocation) else { return };
        invocation.died = true;
        let mut deaths = self.deaths.lock().expect("a lock");
        for event in &invocation.events {
            *deaths.entry(*event).or_default() += 1;
        }
    }
}
