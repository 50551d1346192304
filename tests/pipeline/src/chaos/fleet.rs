//! Several consumers at once, each until it dies; another takes its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::Classifier;
use consumer::{Clock, Consumer, Message};
use fastrand::Rng;
use futures::StreamExt;
use ids::Ids;
use jiff::Timestamp;
use ledger::{Place, Waiter};
use oracle::{Event, Evidence, Invocation, Provider, Store};
use settings::Settings;
use tokio::time::{Instant, sleep, timeout};

use crate::chaos::api::ChaosApi;
use crate::chaos::door::Sealed;
use crate::chaos::outside::{ChaosAnswers, ChaosLedger, World};
use crate::doubles::{Death, Life, Moment, Trace};
use crate::scene::{message, start};

/// How long a poller waits at most for its batch to fill, in seconds.
const WINDOW: u64 = 60;

/// The most messages that one invocation is handed.
const BATCH: usize = 200;

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_mins(15);

/// How often somebody looks for what is due.
const LOOKS: Duration = Duration::from_mins(1);

/// How many waiting rows are read at once.
const PAGE: usize = 100;

/// A consumer dies at one of its first so many remote calls, the sooner the likelier.
const CALLS: usize = 2_000;

/// After so many deaths an event has none any more by chance: the third one convicts it. A claim
/// counts as a death, too, if it stands and its end could not be written, or its answer was lost.
const DEATHS: usize = 1;

/// The run's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time(Instant);

impl Time {
    /// A clock that begins now, at the time at which every scene plays.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    pub fn now(self) -> Timestamp {
        start() + self.0.elapsed()
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// The consumers, and what they share.
pub(crate) struct Fleet<L, A, C> {
    settings: Settings,
    world: World<L, A>,
    provider: Arc<Mutex<Provider>>,
    plant: C,
    dice: Mutex<Rng>,
    ids: Ids,
    time: Time,
    trace: Trace,
    calm: AtomicBool,
    count: AtomicU64,
    invocations: Mutex<BTreeMap<u64, Invocation>>,
    /// How many invocations died with each event.
    deaths: Mutex<BTreeMap<usize, usize>>,
}

impl<L, A, C, P> Fleet<L, A, P>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
    P: Fn(ChaosApi) -> C,
{
    pub fn new(seed: u64, settings: Settings, world: World<L, A>, plant: P) -> Self {
        Self {
            settings,
            provider: Arc::new(Mutex::new(Provider::new(seed))),
            plant,
            dice: Mutex::new(Rng::with_seed(seed)),
            ids: Ids::seeded(seed),
            time: world.time,
            world,
            trace: Trace::begin(),
            calm: AtomicBool::new(false),
            count: AtomicU64::new(0),
            invocations: Mutex::default(),
            deaths: Mutex::default(),
        }
    }

    /// Sends what the door sealed, each message at its time.
    pub fn send(&self, sealed: Vec<Sealed>) {
        for Sealed { id, sent_at, body } in sealed {
            let mut message = message(&id, &body);
            message.record.sent_at = sent_at;
            self.world.queue.send(message);
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
        self.world.calm_down();
        self.provider.lock().expect("a lock").moody = false;
    }

    /// Sends everything from the dead-letter queue anew, each as a message of its own; unless it
    /// is the first time, all but what the ledger says was refused. Returns how many messages.
    pub fn redrive(&self, is_first: bool) -> usize {
        let refused: BTreeSet<usize> = self.refused().filter(|_| !is_first).collect();
        let hopeful = |message: &Message| !refused.contains(&event_of(&message.record.message_id));
        let dead = self.world.queue.take_dead(hopeful);
        let count = dead.len();
        for dead in dead {
            let mut message = message(&format!("{}.r", dead.record.message_id), &dead.body);
            message.record.sent_at = self.time.now();
            self.world.queue.send(message);
        }
        count
    }

    /// The events that were refused, by the messages that the ledger names.
    fn refused(&self) -> impl Iterator<Item = usize> {
        let rows = self.world.ledger.stored().into_iter();
        rows.filter(|row| row.get("phase").is_some_and(|phase| phase == "refused"))
            .filter_map(|row| Some(event_of(row.get("message")?.as_str()?)))
    }

    /// How long it took by the run's own clock.
    pub fn elapsed(&self) -> Duration {
        self.time.elapsed()
    }

    /// The SHA-256 of every remote call in order with its outcome, and of the rows that are left.
    pub fn trace(&self) -> String {
        self.trace.note("answers", &self.world.answers.stored());
        self.trace.note("ledger", &self.world.ledger.stored());
        self.trace.digest()
    }

    /// One process after the other, until nothing waits.
    async fn consumer(&self) {
        while !self.process().await {}
    }

    /// One process, warm from one invocation to the next. Whether it ended because nothing waits.
    async fn process(&self) -> bool {
        let (life, api) = (self.life(), ChaosApi::new(Arc::clone(&self.provider)));
        let links = self.world.links(&life, (self.plant)(api.clone()));
        let consumer = Consumer::with_ids(self.settings.clone(), links, self.ids.clone());
        while let Some(batch) = self.receive().await {
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
    async fn receive(&self) -> Option<Vec<Message>> {
        loop {
            let waits_until = self.dispatch().await;
            let next_at = [self.world.queue.next_at(), waits_until].into_iter().flatten().min()?;
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

    /// Sends what is due of what waits outside the queue: the message first, then the mark, which
    /// may fail as any call. When the next one is due, or another look is worth it; nothing once
    /// none waits.
    async fn dispatch(&self) -> Option<Timestamp> {
        let (ledger, now) = (&self.world.ledger, self.time.now());
        let Ok(lanes) = ledger.lanes().await else { return Some(now + LOOKS) };
        let mut next = None;
        for lane in lanes {
            let mut behind: Option<Place> = None;
            loop {
                // A look that fails is not the last.
                let Ok(page) = ledger.page(&lane, "", behind.as_ref(), PAGE).await else {
                    next = Some(earlier(next, now + LOOKS));
                    break;
                };
                let Some(last) = page.last() else { break };
                behind = Some(last.place.clone());
                for waiter in page.into_iter().filter_map(|seen| seen.waiter) {
                    let is_due = waiter.due <= now;
                    let at = if is_due { self.send_on(&waiter).await } else { waiter.due };
                    next = Some(earlier(next, at));
                }
            }
        }
        next
    }

    /// Sends one waiting event to the queue.
    async fn send_on(&self, waiter: &Waiter) -> Timestamp {
        let (ledger, now) = (&self.world.ledger, self.time.now());
        let row = ledger.waiting(&waiter.event).await.ok().flatten();
        if let Some((row, wait)) = row.and_then(|row| Some((row.clone(), row.wait?)))
            && row.token == waiter.token
        {
            let number = self.count.fetch_add(1, Ordering::Relaxed);
            let mut message = message(&format!("{}.w{number}", row.message), &wait.envelope);
            message.record.sent_at = now;
            message.record.ticket = Some(row.token.clone());
            self.world.queue.send(message);
            let expires_at = now + Duration::from_secs(wait.retention_s);
            // Copies are harmless, and few.
            let _ = ledger.mark(&row.event, &row.token, expires_at).await;
        }
        now + LOOKS
    }

    fn life(&self) -> Life {
        if self.calm.load(Ordering::Relaxed) {
            return Life::default().traced(&self.trace);
        }
        let mut dice = self.dice.lock().expect("a lock");
        let most = dice.usize(1..CALLS);
        let (call, moment) = (dice.usize(..most), dice.choice(Moment::ALL));
        let deaths: Vec<_> = moment.map(|moment| Death { call, moment }).into_iter().collect();
        Life::until(&deaths).traced(&self.trace)
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

    /// What is left.
    pub fn evidence(self, events: Vec<Event>, store: Store) -> Evidence {
        let provider = self.provider.lock().expect("a lock");
        let places = self.world.queue.places().into_iter();
        Evidence {
            events,
            store,
            messages: places
                .map(|(id, place)| oracle::Message { event: event_of(&id), id, place })
                .collect(),
            answers: self.world.answers.stored(),
            ledger: self.world.ledger.stored(),
            asks: provider.asks.clone(),
            breaches: provider.breaches.clone(),
            invocations: self.invocations.lock().expect("a lock").clone(),
        }
    }
}

/// The earlier one of two moments.
fn earlier(one: Option<Timestamp>, other: Timestamp) -> Timestamp {
    one.map_or(other, |one| one.min(other))
}

/// The event whose message this is: its id begins with it.
fn event_of(message: &str) -> usize {
    let (event, _) = message.split_once('.').expect("an event and a delivery");
    event.parse().expect("a place")
}
