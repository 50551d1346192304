//! Several consumers at once, each until it dies; another takes its place.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use consumer::{Clock, Consumer, Message};
use fastrand::Rng;
use futures::StreamExt;
use jiff::Timestamp;
use oracle::{Event, Evidence, Provider};
use settings::Settings;
use tokio::time::{Instant, sleep, timeout};

use crate::chaos::api::ChaosApi;
use crate::chaos::outside::{ChaosAnswers, ChaosLedger, World};
use crate::chaos::queue::Queue;
use crate::doubles::{Death, Life, MemoryBudget, MemoryVault, Moment};
use crate::scene::{message, start};

/// How often each event is delivered.
const DELIVERIES: usize = 3;

/// Within this the deliveries of an event are sent, in seconds.
const SENDING: u64 = 60 * 60;

/// How long a poller waits at most for its batch to fill, in seconds.
const WINDOW: u64 = 60;

/// The most messages that one invocation is handed.
const BATCH: usize = 200;

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_mins(15);

/// A consumer dies at one of its first so many remote calls, the sooner the likelier.
const CALLS: usize = 2_000;

/// Of a thousand calls of a table, a queue or a store, so many fail.
const FAULTS: u32 = 20;

/// The run's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(Instant);

impl Time {
    pub fn now(self) -> Timestamp {
        start() + self.0.elapsed()
    }
}

/// The consumers, and what they share.
#[derive(Debug)]
pub(crate) struct Fleet<L, A> {
    settings: Settings,
    world: World<L, A>,
    provider: Arc<Mutex<Provider>>,
    dice: Mutex<Rng>,
    time: Time,
    calm: AtomicBool,
    invocations: AtomicU64,
    deaths: Mutex<Vec<(u64, BTreeSet<usize>)>>,
}

impl<L: ChaosLedger, A: ChaosAnswers> Fleet<L, A> {
    pub fn new(seed: u64, settings: Settings, ledger: L, answers: A) -> Self {
        let time = Time(Instant::now());
        let queue = Queue::new(time);
        let (budget, vault) = (MemoryBudget::default(), MemoryVault::default());
        let world = World { ledger, answers, budget, vault, queue };
        world.shake(seed, FAULTS);
        Self {
            settings,
            world,
            provider: Arc::new(Mutex::new(Provider::new(seed))),
            dice: Mutex::new(Rng::with_seed(seed)),
            time,
            calm: AtomicBool::new(false),
            invocations: AtomicU64::new(0),
            deaths: Mutex::default(),
        }
    }

    /// Sends each body several times, at any time.
    pub fn send(&self, bodies: &[String]) {
        for (event, body) in bodies.iter().enumerate() {
            for delivery in 0..DELIVERIES {
                let mut message = message(&format!("{event}.{delivery}"), body);
                let later = self.dice.lock().expect("a lock").u64(..SENDING);
                message.record.sent_at = start() + Duration::from_secs(later);
                self.world.queue.send(message);
            }
        }
    }

    /// Works until nothing waits.
    pub async fn work(&self, consumers: usize) {
        let consumers = futures::stream::iter((0..consumers).map(|_| self.consumer()));
        consumers.buffer_unordered(usize::MAX).collect::<()>().await;
    }

    /// Nothing fails any more but what fails by itself, and nobody dies.
    pub fn calm_down(&self) {
        self.calm.store(true, Ordering::Relaxed);
        self.world.shake(0, 0);
        self.provider.lock().expect("a lock").moody = false;
    }

    /// Sends everything from the dead-letter queue anew, each as a message of its own, but what
    /// the ledger says was refused for good. Whether there was anything.
    pub fn redrive_unrefused(&self) -> bool {
        let refused: BTreeSet<usize> = self.refused().collect();
        let hopeful = |message: &Message| !refused.contains(&event_of(&message.record.message_id));
        self.redrive(hopeful)
    }

    /// Sends everything from the dead-letter queue anew.
    pub fn redrive_all(&self) -> bool {
        self.redrive(|_| true)
    }

    fn redrive(&self, chosen: impl Fn(&Message) -> bool) -> bool {
        let dead = self.world.queue.take_dead(chosen);
        let any = !dead.is_empty();
        for dead in dead {
            let mut message = message(&format!("{}.r", dead.record.message_id), &dead.body);
            message.record.sent_at = self.time.now();
            self.world.queue.send(message);
        }
        any
    }

    /// The events that were refused, by the messages that the ledger names.
    fn refused(&self) -> impl Iterator<Item = usize> {
        let rows = self.world.ledger.stored().into_iter();
        rows.filter(|row| row.get("phase").is_some_and(|phase| phase == "refused"))
            .filter_map(|row| Some(event_of(row.get("message")?.as_str()?)))
    }

    pub fn invocations(&self) -> u64 {
        self.invocations.load(Ordering::Relaxed)
    }

    pub fn elapsed(&self) -> Duration {
        self.time.0.elapsed()
    }

    /// One process after the other, until nothing waits.
    async fn consumer(&self) {
        while !self.process().await {}
    }

    /// One process, warm from one invocation to the next. Whether it ended because nothing waits.
    async fn process(&self) -> bool {
        let (life, api) = (self.life(), ChaosApi::new(Arc::clone(&self.provider)));
        let links = self.world.links(&life, api.clone());
        let consumer = Consumer::new(self.settings.clone(), links);
        while let Some(batch) = self.receive().await {
            let invocation = self.invocations.fetch_add(1, Ordering::Relaxed);
            api.invoked(invocation);
            let clock = Clock::new(self.time.now(), self.time.now() + INVOCATION);
            let work = life.invocation(consumer.consume(batch.clone(), &clock));
            let Ok(Some(returned)) = timeout(INVOCATION, work).await else {
                self.died(invocation, &batch);
                return false;
            };
            self.world.queue.end(&batch, &returned);
        }
        true
    }

    /// The next batch that is to be had; nothing once none will be.
    async fn receive(&self) -> Option<Vec<Message>> {
        loop {
            let next_at = self.world.queue.next_at()?;
            let wait = Duration::try_from(next_at.duration_since(self.time.now()));
            let window = Duration::from_secs(self.dice.lock().expect("a lock").u64(..WINDOW));
            sleep(wait.unwrap_or_default() + window).await;
            let mut dice = self.dice.lock().expect("a lock");
            let most = dice.usize(1..=BATCH);
            let batch = self.world.queue.receive(most, &mut dice);
            if !batch.is_empty() {
                return Some(batch);
            }
        }
    }

    fn life(&self) -> Life {
        if self.calm.load(Ordering::Relaxed) {
            return Life::default();
        }
        let mut dice = self.dice.lock().expect("a lock");
        let most = dice.usize(1..CALLS);
        let (call, moment) = (dice.usize(..most), dice.choice(Moment::ALL));
        Life::until(&moment.map(|moment| Death { call, moment }).into_iter().collect::<Vec<_>>())
    }

    fn died(&self, invocation: u64, batch: &[Message]) {
        let events = batch.iter().map(|message| event_of(&message.record.message_id));
        self.deaths.lock().expect("a lock").push((invocation, events.collect()));
    }

    /// What is left.
    pub fn evidence(self, events: Vec<Event>) -> Evidence {
        let provider = self.provider.lock().expect("a lock");
        let deaths = self.deaths.lock().expect("a lock");
        let of = |event| deaths.iter().filter(|(_, events)| events.contains(&event)).count();
        let places = self.world.queue.places().into_iter();
        Evidence {
            abandoned: (0..events.len()).map(of).collect(),
            events,
            messages: places
                .map(|(id, place)| oracle::Message { event: event_of(&id), id, place })
                .collect(),
            answers: self.world.answers.stored(),
            ledger: self.world.ledger.stored(),
            asks: provider.asks.clone(),
            breaches: provider.breaches.clone(),
            deaths: deaths.iter().map(|(invocation, _)| *invocation).collect(),
        }
    }
}

/// The event whose message this is: its id begins with it.
fn event_of(message: &str) -> usize {
    let (event, _) = message.split_once('.').expect("an event and a delivery");
    event.parse().expect("a place")
}
