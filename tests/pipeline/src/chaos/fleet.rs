//! Consumers and dispatchers at work at once, and what they share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::Classifier;
use consumer::Message;
use fastrand::Rng;
use futures::StreamExt;
use ids::Ids;
use oracle::{Event, Evidence, Invocation, Limit, Provider, Store};
use settings::Settings;
use tokio::time::sleep;

use crate::chaos::api::ChaosApi;
use crate::chaos::door::Sealed;
use crate::chaos::outside::{ChaosAnswers, ChaosLedger, World};
use crate::chaos::spells::Spells;
use crate::chaos::time::Time;
use crate::doubles::{Death, Life, Moment, Seam, Trace};
use crate::scene::message;

/// Work that takes longer than this has no end: what is left then is a finding.
const LIMIT: Duration = Duration::from_hours(4 * 24);

/// When the last repeat of the last event was sent.
const ALL_SENT: Duration = Duration::from_hours(10);

/// How long after an event that was sent since then the next one follows.
const NEXT: Duration = Duration::from_mins(5);

/// The consumers and dispatchers, and what they share.
pub(crate) struct Fleet<L, A, C> {
    pub(super) settings: Settings,
    pub(super) world: World<L, A>,
    pub(super) provider: Arc<Mutex<Provider>>,
    pub(super) plant: C,
    pub(super) spells: Spells,
    pub(super) dice: Mutex<Rng>,
    pub(super) ids: Ids,
    pub(super) time: Time,
    trace: Trace,
    calm: AtomicBool,
    pub(super) count: AtomicU64,
    pub(super) invocations: Mutex<BTreeMap<u64, Invocation>>,
    /// How many invocations died with each event.
    pub(super) deaths: Mutex<BTreeMap<usize, usize>>,
    /// How many dispatchers died.
    pub(super) dispatchers_died: AtomicUsize,
    /// Where dispatchers reached beyond their process.
    pub(super) reached: Mutex<BTreeSet<Seam>>,
}

impl<L, A, C, P> Fleet<L, A, P>
where
    L: ChaosLedger,
    A: ChaosAnswers,
    C: Classifier + Clone + 'static,
    P: Fn(ChaosApi) -> C,
{
    pub fn new(seed: u64, settings: Settings, world: World<L, A>, plant: P) -> Self {
        let spells = Spells::of(seed);
        let mut provider = Provider::new(seed);
        provider.outages = spells.outages();
        provider.holds = spells.holds_of_apis();
        Self {
            settings,
            provider: Arc::new(Mutex::new(provider)),
            plant,
            spells,
            dice: Mutex::new(Rng::with_seed(seed)),
            ids: Ids::seeded(seed),
            time: world.time,
            world,
            trace: Trace::begin(),
            calm: AtomicBool::new(false),
            count: AtomicU64::new(0),
            invocations: Mutex::default(),
            deaths: Mutex::default(),
            dispatchers_died: AtomicUsize::new(0),
            reached: Mutex::default(),
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

    /// Works until nothing is in the queue and nothing waits.
    pub async fn work(&self, consumers: usize) {
        let end = self.time.elapsed() + LIMIT;
        let consumers = futures::stream::iter((0..consumers).map(|_| self.consumer(end)));
        let consumers = consumers.buffer_unordered(usize::MAX).collect::<()>();
        futures::join!(consumers, self.dispatcher(end), self.second_dispatcher(end));
    }

    /// Sends these one by one as long as anything waits when all others were sent. How many it has
    /// sent.
    pub async fn go_on(&self, tail: Vec<Sealed>) -> usize {
        sleep(ALL_SENT).await;
        let mut sent = 0;
        for sealed in tail {
            if self.is_over(LIMIT) {
                break;
            }
            self.send(vec![Sealed { sent_at: self.time.now(), ..sealed }]);
            sent += 1;
            sleep(NEXT).await;
        }
        sent
    }

    /// Whether there is nothing left to do, or no use in going on.
    pub(super) fn is_over(&self, end: Duration) -> bool {
        let is_done = self.world.queue.is_empty() && !self.world.ledger.has_waiting();
        is_done || self.time.elapsed() >= end
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

    /// The SHA-256 of every remote call in order with its outcome, and of the rows that are left.
    pub fn trace(&self) -> String {
        self.trace.note("answers", &self.world.answers.stored());
        self.trace.note("ledger", &self.world.ledger.stored());
        self.trace.digest()
    }

    /// A life that ends at one of its first so many remote calls, the sooner the likelier.
    pub(super) fn life(&self, calls: usize) -> Life {
        if self.calm.load(Ordering::Relaxed) {
            return Life::default().traced(&self.trace);
        }
        let mut dice = self.dice.lock().expect("a lock");
        let most = dice.usize(1..calls);
        let (call, moment) = (dice.usize(..most), dice.choice(Moment::ALL));
        let deaths: Vec<_> = moment.map(|moment| Death { call, moment }).into_iter().collect();
        Life::until(&deaths).traced(&self.trace)
    }

    /// Whether dispatchers reached beyond their process wherever they can.
    pub fn has_reached_all(&self) -> bool {
        let reached = self.reached.lock().expect("a lock");
        Seam::DISPATCHER.iter().all(|seam| reached.contains(seam))
    }

    /// How many dispatchers died.
    pub fn dispatchers_died(&self) -> usize {
        self.dispatchers_died.load(Ordering::Relaxed)
    }

    /// How many messages they sent.
    pub fn dispatched(&self) -> usize {
        self.world.outbox.sent()
    }

    /// What is left.
    pub fn evidence(self, events: Vec<Event>, store: Store, limits: Vec<Limit>) -> Evidence {
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
            calls: provider.calls.clone(),
            limits,
            breaches: provider.breaches.clone(),
            invocations: self.invocations.lock().expect("a lock").clone(),
        }
    }
}

/// The event whose message this is: its id begins with it.
pub(super) fn event_of(message: &str) -> usize {
    let (event, _) = message.split_once('.').expect("an event and a delivery");
    event.parse().expect("a place")
}
