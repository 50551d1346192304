//! Consumers and dispatchers at work at once, and what they share.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use consumer::Message;
use fastrand::Rng;
use futures::StreamExt;
use ids::Ids;
use jiff::SignedDuration;
use ledger::Phase;
use oracle::{
    Event, Evidence, Invocation, Limit, Millis, Pause, Provider, Share, Store, Told, Whole,
};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::chaos::door::Sealed;
use crate::chaos::environment::{Environment, doors, off};
use crate::chaos::outside::World;
use crate::chaos::planted::{Bug, Shared};
use crate::chaos::releases::Releases;
use crate::chaos::run::Run;
use crate::chaos::spells::Spells;
use crate::chaos::time::Time;
use crate::chaos::trouble::{Trouble, Without};
use crate::doubles::{Death, Life, Moment, Seam, Trace};
use crate::scene::message;

/// Work that takes longer than this has no end: what is left then is a finding.
pub(super) const LIMIT: Duration = Duration::from_hours(10 * 24);

/// When the last repeat of the last event was sent.
pub(super) const ALL_SENT: Duration = Duration::from_hours(10);

/// How far apart two clocks may be, in milliseconds.
const SKEW: Millis = 30_000;

/// How long after a pause was asked for the fleet is told of it, in milliseconds.
const TOLD_WITHIN: Millis = 2_000;

/// How long after an event that was sent since then the next one follows.
const NEXT: Duration = Duration::from_mins(5);

/// How long an invocation stands still at most.
pub(super) const FROZEN: Duration = Duration::from_hours(1);

/// How long it stands still, in minutes: mostly until another one has taken over what it had claimed,
/// and has settled it.
const STANDS: Range<u64> = 10..60;

/// Every so many-th life of a consumer stands still once.
const FREEZES: u32 = 4;

/// In a rough hour, a process dies at one of its first so many remote calls.
const YOUNG: usize = 60;

/// The deaths of an event's invocations.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deaths {
    /// All of them.
    pub all: usize,
    /// Those for which it may be taken for the cause: nothing else was claimed by who died.
    pub alone: usize,
}

/// The consumers, dispatchers and readers of feeds, the environments of the door, and what all of
/// them share.
pub(crate) struct Fleet {
    pub(super) releases: Releases,
    pub(super) world: World,
    pub(super) provider: Arc<Mutex<Provider>>,
    pub(super) planted: Shared,
    pub(super) bug: Option<Bug>,
    pub(super) share: Share,
    pub(super) spells: Spells,
    pub(super) dice: Mutex<Rng>,
    pub(super) ids: Ids,
    pub(super) time: Time,
    pub(super) trace: Trace,
    without: Without,
    calm: AtomicBool,
    pub(super) count: AtomicU64,
    pub(super) invocations: Mutex<BTreeMap<u64, Invocation>>,
    /// The invocations that died with each event.
    pub(super) deaths: Mutex<BTreeMap<usize, Deaths>>,
    /// The invocations that have not ended: one that stands still is among them.
    pub(super) at_work: Mutex<BTreeSet<u64>>,
    /// How many dispatchers died.
    pub(super) dispatchers_died: AtomicUsize,
    /// Where dispatchers reached beyond their process.
    pub(super) reached: Mutex<BTreeSet<Seam>>,
    /// The pauses that the provider asked for.
    pub(super) pauses: Arc<Mutex<Vec<(u64, Pause)>>>,
    /// How many have still to post.
    pub(super) posting: AtomicUsize,
    /// How many events there were when it began.
    pub(super) dealt: usize,
    /// The events that came up since.
    pub(super) later: Mutex<Vec<Event>>,
    pub(super) requests: AtomicUsize,
    pub(super) environments: Mutex<Vec<Environment>>,
    pub(super) free: Arc<Semaphore>,
    pub(super) turned_away: Mutex<Vec<String>>,
}

impl Fleet {
    pub fn new(run: &Run, releases: Releases, world: World, dealt: usize) -> Self {
        let (seed, without) = (run.seed, run.without.clone());
        let spells = match run.share {
            Share::Chaos => Spells::of(seed),
            Share::Whole => Spells::of_the_whole(seed, &without),
        };
        let mut provider = Provider::new(seed);
        provider.outages = spells.outages();
        provider.holds = spells.holds_of_apis();
        provider.moody = !without.contains(&Trouble::Moods);
        provider.looks_up_always = run.share == Share::Whole && seed.is_multiple_of(2);
        let planted = Shared::new(run.bug, world.budget.double.clone());
        Self {
            releases,
            provider: Arc::new(Mutex::new(provider)),
            planted,
            bug: run.bug,
            share: run.share,
            spells,
            dice: Mutex::new(Rng::with_seed(seed)),
            ids: Ids::seeded(seed),
            time: world.time,
            world,
            trace: Trace::begin(),
            without,
            calm: AtomicBool::new(false),
            count: AtomicU64::new(0),
            invocations: Mutex::default(),
            deaths: Mutex::default(),
            at_work: Mutex::default(),
            dispatchers_died: AtomicUsize::new(0),
            reached: Mutex::default(),
            pauses: Arc::default(),
            posting: AtomicUsize::new(usize::from(run.share == Share::Whole)),
            dealt,
            later: Mutex::default(),
            requests: AtomicUsize::new(0),
            environments: Mutex::default(),
            free: doors(),
            turned_away: Mutex::default(),
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
        let reconcile = async {
            if self.share == Share::Whole {
                self.reconcile(end).await;
            }
        };
        futures::join!(consumers, self.dispatcher(end), self.second_dispatcher(end), reconcile);
    }

    /// A sender has posted everything, or all of them have.
    pub(super) fn posted(&self) {
        self.posting.fetch_sub(1, Ordering::Relaxed);
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
        let is_posted = self.posting.load(Ordering::Relaxed) == 0
            && self.provider.lock().expect("a lock").has_told()
            && self.world.sent.has_all(self.world.feed.places());
        let is_empty = self.world.queue.is_empty() && !self.world.ledger.double.has_waiting();
        // An operator who redrives later makes work anew.
        let is_quiet = self.share == Share::Chaos
            || self.time.elapsed() > Duration::from_mins(self.spells.last());
        let is_done = is_posted && is_empty && is_quiet;
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
        let rows = self.world.ledger.double.rows().into_iter();
        rows.filter(|row| row.phase == Phase::Refused).map(|row| event_of(&row.message))
    }

    /// The SHA-256 of every remote call in order with its outcome, and of the rows that are left.
    pub fn trace(&self) -> String {
        self.trace.note("answers", &self.world.answers.double().rows());
        self.trace.note("ledger", &self.world.ledger.double.rows());
        self.trace.digest()
    }

    /// A life that ends at one of its first so many remote calls, the sooner the likelier.
    pub(super) fn life(&self, calls: usize) -> Life {
        if self.calm.load(Ordering::Relaxed) || self.without.contains(&Trouble::Deaths) {
            return Life::default().traced(&self.trace);
        }
        let is_rough = self.spells.is_rough(self.time.elapsed().as_secs() / 60);
        let calls = if is_rough { calls.min(YOUNG) } else { calls };
        let mut dice = self.dice.lock().expect("a lock");
        let most = dice.usize(1..calls);
        let (call, moment) = (dice.usize(..most), dice.choice(Moment::ALL));
        let deaths: Vec<_> = moment.map(|moment| Death { call, moment }).into_iter().collect();
        Life::until(&deaths).traced(&self.trace)
    }

    /// The same for a consumer, which may stand still once.
    pub(super) fn consumer_life(&self, calls: usize) -> Life {
        let life = self.life(calls);
        if self.share == Share::Chaos || self.without.contains(&Trouble::Freezes) {
            return life;
        }
        let mut dice = self.dice.lock().expect("a lock");
        if dice.u32(..FREEZES) > 0 {
            return life;
        }
        let most = dice.usize(1..calls);
        let (call, minutes) = (dice.usize(..most), dice.u64(STANDS));
        life.frozen(call, Duration::from_mins(minutes))
    }

    /// How far the clock of a new process is off.
    pub(super) fn skew(&self) -> SignedDuration {
        if self.share == Share::Chaos || self.without.contains(&Trouble::Skew) {
            return SignedDuration::ZERO;
        }
        off(&mut self.dice.lock().expect("a lock"))
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

    /// How often a consumer was handed a message, or the door a request.
    pub fn deliveries(&self) -> usize {
        self.world.queue.handed_out() + self.requests.load(Ordering::Relaxed)
    }

    /// What is left.
    pub fn evidence(self, mut events: Vec<Event>, store: Store, limits: Vec<Limit>) -> Evidence {
        let whole = self.whole();
        events.append(&mut self.later.lock().expect("a lock"));
        let provider = self.provider.lock().expect("a lock");
        let places = self.world.queue.places().into_iter();
        Evidence {
            events: self.received(events),
            store,
            messages: places
                .map(|(id, place)| oracle::Message { event: event_of(&id), id, place })
                .collect(),
            answers: self.world.answers.double().rows().iter().map(|row| json!(row)).collect(),
            ledger: self.world.ledger.double.rows().iter().map(|row| json!(row)).collect(),
            asks: provider.asks.clone(),
            calls: provider.calls.clone(),
            limits,
            breaches: provider.breaches.clone(),
            invocations: self.invocations.lock().expect("a lock").clone(),
            whole,
        }
    }

    /// The events, each received when the door had it: by its own clock, which is what its version
    /// may be; in truth, where that says what was fetched.
    fn received(&self, mut events: Vec<Event>) -> Vec<Event> {
        for (place, received) in self.world.sent.all_received() {
            let Some(event) = events.get_mut(place) else { continue };
            let in_truth = matches!(event.told, Told::Change(_));
            let times = received.into_iter();
            event.deliveries =
                times.map(|(by_its, truth)| if in_truth { truth } else { by_its }).collect();
        }
        events
    }

    fn whole(&self) -> Whole {
        if self.share == Share::Chaos {
            return Whole::default();
        }
        let invocations = self.invocations.lock().expect("a lock");
        let is_told = |(number, pause): &&(u64, Pause)| {
            let heard = invocations.get(number);
            heard.is_some_and(|heard| !heard.died && !heard.outlived)
                && !self.world.budget.failed_after(pause.from, TOLD_WITHIN)
        };
        let pauses = self.pauses.lock().expect("a lock");
        Whole {
            skew: SKEW,
            numbers: self.world.orders.numbers(),
            turned_away: self.turned_away.lock().expect("a lock").clone(),
            pauses: pauses.iter().filter(is_told).map(|(_, pause)| pause.clone()).collect(),
            outages: self.spells.outages(),
            remapped: self.releases.remapped(),
        }
    }
}

/// The event whose message this is: its id begins with it.
pub(super) fn event_of(message: &str) -> usize {
    let (event, _) = message.split_once('.').expect("an event and a delivery");
    event.parse().expect("a place")
}
