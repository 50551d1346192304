//! One run, from its events to the verdict.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use oracle::{Deal, Event, Limit, Share, Store, Told, deal, judge};

use crate::chaos::door::{Sealed, deliver};
use crate::chaos::fleet::{Fleet, event_of};
use crate::chaos::limits::limit;
use crate::chaos::messages::Messages;
use crate::chaos::objects::ChaosObjects;
use crate::chaos::outside::{Made, World};
use crate::chaos::releases::Releases;
use crate::chaos::run::{Outcome, Run};
use crate::chaos::time::Time;
use crate::chaos::trouble::Trouble;
use crate::chaos::vault::ChaosVault;
use crate::doubles::MemoryBodies;
use crate::scene::start;

/// Good events to be sent at the end.
enum Tail {
    /// Those from this place on, which a door has sealed.
    Sealed(usize, Vec<Sealed>),
    /// To be posted.
    ToPost(Vec<Event>),
}

/// Everything that a run begins with.
struct Begun {
    fleet: Fleet,
    /// Those that were dealt, and behind them what of the tail is sealed.
    events: Vec<Event>,
    tail: Tail,
    store: Store,
    limits: Vec<Limit>,
}

impl Run {
    /// Plays it. The runtime is one thread's, and its clock is paused.
    pub async fn play(&self) -> Outcome {
        fastrand::seed(self.seed);
        let deal = deal(self.seed, self.events, start().as_second(), self.share);
        let Begun { fleet, mut events, tail, store, limits } = match self.share {
            Share::Chaos => self.begin_chaos(deal).await,
            Share::Whole => self.begin_whole(deal),
        };
        match tail {
            Tail::Sealed(told, sealed) => {
                let tail = fleet.go_on(sealed);
                let ((), sent, ()) =
                    futures::join!(fleet.work(self.consumers), tail, fleet.operate());
                events.truncate(told + sent);
            }
            Tail::ToPost(tail) => {
                let (work, post) = (fleet.work(self.consumers), fleet.post(&events));
                let (tail, callbacks) = (fleet.go_on_posting(&tail), fleet.call_back());
                futures::join!(work, tail, fleet.operate(), post, callbacks);
            }
        }
        let mut redriven = 0;
        for number in 0..self.redrives {
            fleet.calm_down();
            redriven += fleet.redrive(number == 0);
            fleet.work(self.consumers).await;
        }
        outcome(fleet, redriven, (events, store, limits))
    }

    /// What a door has sealed before the run begins.
    async fn begin_chaos(&self, deal: Deal) -> Begun {
        let Deal { mut events, store, tail } = deal;
        let told = events.len();
        events.extend(tail);
        let sealed = deliver(&events).await;
        let (mut messages, mut settings) = (sealed.messages, sealed.settings);
        let limits = limit(&mut settings, self.events);
        let time = Time::begin();
        let sent = Messages::of(places(&events, &messages));
        let made = self.made(time, ChaosVault::still(time), &store, (sealed.bodies, sent));
        let tail = messages.extract_if(.., |sealed| event_of(&sealed.id) >= told);
        let tail = Tail::Sealed(told, tail.collect());
        let fleet = self.fleet(Releases::one(settings), made, &events);
        fleet.send(messages);
        Begun { fleet, events, tail, store, limits }
    }

    /// Nothing is sealed before the run begins.
    fn begin_whole(&self, deal: Deal) -> Begun {
        let Deal { mut events, store, tail } = deal;
        if let Some(keep) = &self.keep {
            events = kept(events, keep);
        }
        let time = Time::begin();
        let leave = |trouble| self.without.contains(&trouble);
        let upgrade = Duration::from_mins(60 + self.seed.wrapping_mul(37) % 240);
        let upgrade = (!leave(Trouble::Upgrade)).then_some(upgrade);
        let (releases, limits) = Releases::whole(self.events, upgrade);
        let vault = if leave(Trouble::Rotations) {
            ChaosVault::still(time)
        } else {
            ChaosVault::rotating(self.seed, time)
        };
        let sent = Messages::of(places(&events, &[]));
        let made = self.made(time, vault, &store, (MemoryBodies::default(), sent));
        let fleet = self.fleet(releases, made, &events);
        let tail = Tail::ToPost(tail);
        Begun { fleet, events, tail, store, limits }
    }

    fn made(
        &self,
        time: Time,
        vault: ChaosVault,
        store: &Store,
        (bodies, sent): (MemoryBodies, Messages),
    ) -> Made {
        let objects = ChaosObjects::new(self.seed, store.clone(), time);
        Made { seed: self.seed, bug: self.bug, time, vault, objects, bodies, sent }
    }

    fn fleet(&self, releases: Releases, made: Made, events: &[Event]) -> Fleet {
        let world = World::new(made, events);
        if !self.without.contains(&Trouble::Faults) {
            world.shake(self.seed);
        }
        Fleet::new(self, releases, world, events.len())
    }
}

fn outcome(
    fleet: Fleet,
    redriven: usize,
    (events, store, limits): (Vec<Event>, Store, Vec<Limit>),
) -> Outcome {
    let (took, trace) = (fleet.time.elapsed(), fleet.trace());
    let (dispatched, dispatchers_died) = (fleet.dispatched(), fleet.dispatchers_died());
    let (has_reached_all, deliveries) = (fleet.has_reached_all(), fleet.deliveries());
    let evidence = fleet.evidence(events, store, limits);
    let invocations = || evidence.invocations.values();
    Outcome {
        verdict: judge(&evidence),
        messages: evidence.messages.len(),
        deliveries,
        redriven,
        invocations: evidence.invocations.len(),
        deaths: invocations().filter(|invocation| invocation.died).count(),
        outlived: invocations().filter(|invocation| invocation.outlived).count(),
        dispatched,
        dispatchers_died,
        has_reached_all,
        took,
        trace,
    }
}

/// Those at these places. A number in strict order goes with the ones before it.
fn kept(events: Vec<Event>, keep: &BTreeSet<usize>) -> Vec<Event> {
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    let mut follows = |event: &Event| {
        let Told::States(tells) = &event.told else { return true };
        if event.source != "registry" {
            return true;
        }
        let number = |place: Option<i64>| place.unwrap_or_default();
        let is_next = tells.iter().all(|tells| {
            let before = last.get(&tells.line.item_id).copied().unwrap_or_default();
            number(tells.place) == before + 1
        });
        for tells in tells.iter().filter(|_| is_next) {
            last.insert(tells.line.item_id.clone(), number(tells.place));
        }
        is_next
    };
    let places = events.into_iter().enumerate().filter(|(place, _)| keep.contains(place));
    places.map(|(_, event)| event).filter(|event| follows(event)).collect()
}

/// Which event every sealed body is of, and every key: the first one's, where an id is used again.
fn places(events: &[Event], sealed: &[Sealed]) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        places.entry(event.key()).or_insert(place);
    }
    for Sealed { id, body, .. } in sealed {
        places.insert(body.clone(), event_of(id));
    }
    places
}
