//! The consumers, the dispatcher, and what they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use consumer::{Clock, Consumer, Links, Outside};
use dispatcher::Dispatcher;
use fastrand::Rng;
use futures::StreamExt;
use ids::Ids;
use ledger::Phase;
use objects::HttpObjects;
use serde_json::{Value, json};
use settings::Settings;
use tokio::time::{Instant, sleep, sleep_until};

use crate::chaos::{Messages, Queue, Sender, Time};
use crate::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryIndex, MemoryLanes, MemoryLedger,
    MemoryOrders, MemorySpend, MemoryVault,
};
use crate::drain::Drain;
use crate::drain::api::SlowApi;
use crate::scene::{Scene, message, start};

/// Consumers at work at once: the template's `ConsumerConcurrency`.
const CONSUMERS: usize = 5;

/// The most messages of one invocation: the template's `ConsumerBatchSize`.
const BATCH: usize = 1_000;

/// How long a batch may wait to fill: the template's `ConsumerBatchingWindow`.
const WINDOW: Duration = Duration::from_secs(5);

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_mins(15);

/// What a dispatcher has, as deployed.
const DISPATCHER: Duration = Duration::from_secs(90);

/// What the queue takes at most to say that it has a message.
const QUEUE: Duration = Duration::from_millis(100);

/// An event of one item that is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// How long after the beginning.
    pub after: Duration,
    /// Whose it is.
    pub tenant: String,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Drained {
    /// Messages in the dead-letter queue.
    pub dead: usize,
    /// Events that are done.
    pub done: usize,
    /// Receives of messages, for each event.
    pub receives: f64,
    /// When each answered call was made, after the beginning, and how many items it had.
    pub answered: Vec<(Duration, usize)>,
    /// For each tenant, how long after it was sent each of its events was recorded.
    pub waits: BTreeMap<String, Vec<Duration>>,
    /// How long it took until everything was done, by the run's clock.
    pub took: Duration,
}

/// Everything in this process.
#[derive(Clone, Copy, Debug)]
struct Here;

impl Outside for Here {
    type Ledger = MemoryLedger;
    type Answers = MemoryAnswers;
    type Index = MemoryIndex;
    type Orders = MemoryOrders;
    type Api = SlowApi;
    type Objects = HttpObjects;
    type Budget = MemoryBudget;
    type Spend = MemorySpend;
    type Holds = MemoryHolds;
    type Inbox = Queue;
    type Secrets = MemoryVault;
    type Bodies = MemoryBodies;
}

impl dispatcher::Outside for Here {
    type Waiting = MemoryLedger;
    type Budget = MemoryBudget;
    type Holds = MemoryHolds;
    type Lanes = MemoryLanes;
    type Outbox = Sender;
}

struct Fleet {
    settings: Settings,
    ledger: MemoryLedger,
    answers: MemoryAnswers,
    budget: MemoryBudget,
    holds: MemoryHolds,
    queue: Queue,
    outbox: Sender,
    api: SlowApi,
    time: Time,
    receives: Mutex<usize>,
    events: usize,
    end: Instant,
}

impl Drain {
    /// Plays it. The runtime is one thread's, and its clock is paused.
    pub async fn run(&self) -> Drained {
        let scene = Scene::with(|settings| *settings = self.settings()).await;
        for (number, sent) in self.events.iter().enumerate() {
            scene.send("shop", &event(number, &sent.tenant), start() + sent.after).await;
        }
        let (time, began) = (Time::begin(), Instant::now());
        let (queue, mut places) = (Queue::new(time), HashMap::new());
        let sealed = scene.outbox.sent().into_iter().zip(&self.events).enumerate();
        for (number, (sealed, sent)) in sealed {
            let mut message = message(&format!("{number}.0"), sealed.json());
            message.record.sent_at = time.now() + sent.after;
            places.insert(message.body.clone(), number);
            queue.send(message);
        }
        let fleet = Fleet {
            settings: scene.settings.clone(),
            ledger: MemoryLedger::default(),
            answers: MemoryAnswers::default(),
            budget: MemoryBudget::default(),
            holds: MemoryHolds::default(),
            outbox: Sender::new(1, queue.clone(), time, Messages::of(places), QUEUE),
            queue,
            api: SlowApi::new(began + self.outage),
            time,
            receives: Mutex::default(),
            events: self.events.len(),
            end: began + self.most,
        };
        let consumers = futures::stream::iter((0..CONSUMERS).map(|_| fleet.consumer()));
        let consumers = consumers.buffer_unordered(CONSUMERS).collect::<()>();
        futures::join!(consumers, fleet.dispatcher());
        fleet.drained(began)
    }

    fn settings(&self) -> Settings {
        let mut settings = Settings::parse(include_str!("sources.toml")).expect("settings");
        for api in settings.apis.values_mut() {
            api.rate = self.rate;
        }
        settings
    }
}

fn event(number: usize, tenant: &str) -> Value {
    json!({
        "id": format!("msg-{number}"), "tenant": tenant, "type": "product.created",
        "items": [{"item_id": format!("SKU-{number}"), "description": format!("Mug {number}")}],
    })
}

impl Fleet {
    fn is_over(&self) -> bool {
        Instant::now() >= self.end || self.done() + self.dead() == self.events
    }

    fn done(&self) -> usize {
        self.answers.count()
    }

    fn dead(&self) -> usize {
        self.queue.dead()
    }

    /// One process after the other invocation, until everything is done.
    async fn consumer(&self) {
        let consumer = Consumer::with_ids(self.settings.clone(), self.links(), Ids::seeded(1));
        let mut dice = Rng::with_seed(1);
        while !self.is_over() {
            sleep(WINDOW).await;
            let batch = self.queue.receive(BATCH, &mut dice);
            if batch.is_empty() {
                continue;
            }
            *self.receives.lock().expect("a lock") += batch.len();
            let clock = Clock::new(self.time.now(), self.time.now() + INVOCATION);
            let returned = consumer.consume(batch.clone(), &clock).await;
            self.queue.end(&batch, &returned);
        }
    }

    /// A run each minute, until everything is done.
    async fn dispatcher(&self) {
        let links = dispatcher::Links::<Here> {
            waiting: self.ledger.clone(),
            budget: self.budget.clone(),
            holds: self.holds.clone(),
            lanes: MemoryLanes::default(),
            outbox: self.outbox.clone(),
        };
        let dispatcher = Dispatcher::new(&self.settings, links).with_ids(Ids::seeded(2));
        while !self.is_over() {
            let next = Instant::now() + Duration::from_mins(1);
            let now = self.time.now();
            let clock = dispatcher::Clock::new(now, now + DISPATCHER);
            dispatcher.run(&clock).await.expect("a run");
            sleep_until(next).await;
        }
    }

    fn links(&self) -> Links<Here> {
        Links {
            ledger: self.ledger.clone(),
            answers: self.answers.clone(),
            index: MemoryIndex::default(),
            orders: MemoryOrders::default(),
            api: self.api.clone(),
            objects: HttpObjects::new().expect("a client"),
            budget: self.budget.clone(),
            spend: MemorySpend::default(),
            holds: self.holds.clone(),
            inbox: self.queue.clone(),
            secrets: MemoryVault::default(),
            bodies: MemoryBodies::default(),
        }
    }

    fn drained(&self, began: Instant) -> Drained {
        let mut waits: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
        for row in self.answers.rows() {
            let wait = row.recorded_at.duration_since(row.received_at);
            let waits = waits.entry(row.tenant).or_default();
            waits.push(Duration::try_from(wait).unwrap_or_default());
        }
        let rows = self.ledger.rows();
        let receives = *self.receives.lock().expect("a lock");
        let answered = self.api.answered().into_iter();
        let events = f64::from(u32::try_from(self.events).expect("few"));
        Drained {
            dead: self.dead(),
            done: rows.iter().filter(|row| row.phase == Phase::Done).count(),
            receives: f64::from(u32::try_from(receives).expect("few")) / events,
            answered: answered.map(|(at, items)| (at - began, items)).collect(),
            waits,
            took: began.elapsed(),
        }
    }
}
