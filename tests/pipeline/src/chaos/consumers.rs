//! Several consumers at once, each until it dies; another takes its place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use consumer::{Clock, Consumer, Message};
use ledger::Phase;
use oracle::{Invocation, Share};
use tokio::time::{sleep, timeout};

use crate::chaos::api::ChaosApi;
use crate::chaos::fleet::{Deaths, FROZEN, Fleet, event_of};
use crate::chaos::planted::PlantedApi;
use crate::doubles::Life;

/// How long a poller waits at most for its batch to fill, in seconds.
const WINDOW: u64 = 60;

/// The most messages that one invocation is handed.
const BATCH: usize = 200;

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_mins(15);

/// A consumer dies at one of its first so many remote calls.
const CALLS: usize = 2_000;

/// After so many deaths alone an event has none any more by chance: the third one convicts it. A
/// claim counts as a death, too, if it stands and its end could not be written, or its answer was
/// lost.
const ALONE: usize = 1;

/// After so many deaths in any company it has none any more, either: each of them costs a receive.
/// Three among others are to be nothing against it.
const DEATHS: usize = 5;

impl Fleet {
    /// One process after the other, until nothing is left to do.
    pub(super) async fn consumer(&self, end: Duration) {
        while !self.process(end).await {}
    }

    /// One process, warm from one invocation to the next. Whether it ended because nothing is left.
    async fn process(&self, end: Duration) -> bool {
        let life = self.consumer_life(CALLS);
        let api = ChaosApi::new(Arc::clone(&self.provider), self.time).of(&life, &self.pauses);
        let links = self.world.links(&life, PlantedApi::new(api.clone(), &self.planted));
        let settings = self.releases.at(self.time.elapsed()).clone();
        let is_upgraded = self.releases.is_upgraded(self.time.elapsed());
        let consumer = Consumer::with_ids(settings, links, self.ids.clone());
        let skew = self.skew();
        while let Some(batch) = self.receive(end).await {
            let invocation = self.begin(&life, &batch);
            api.invoked(invocation);
            let (began, now) = (self.time.elapsed(), self.time.now() + skew);
            let clock = Clock::new(now, now + INVOCATION);
            let work = life.invocation(consumer.consume(batch.clone(), &clock));
            let ended = timeout(self.longest(), work).await.ok().flatten();
            self.at_work.lock().expect("a lock").remove(&invocation);
            // It stood still, and Lambda has given it up.
            let is_late = self.time.elapsed() >= began + INVOCATION;
            let Some(returned) = ended else {
                self.died(invocation, is_late);
                return false;
            };
            if is_late {
                self.outlived(invocation);
                return false;
            }
            self.world.queue.end(&batch, &returned);
            if self.releases.is_upgraded(self.time.elapsed()) != is_upgraded {
                return false;
            }
        }
        true
    }

    /// What an invocation has at most, with what it may stand still.
    fn longest(&self) -> Duration {
        match self.share {
            Share::Chaos => INVOCATION,
            Share::Whole => INVOCATION + FROZEN,
        }
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
    /// it: an invocation that works on one which died before is spared, and one whose event another
    /// one has not ended yet, which perhaps stands still.
    fn begin(&self, life: &Life, batch: &[Message]) -> u64 {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let events: BTreeSet<usize> =
            batch.iter().map(|message| event_of(&message.record.message_id)).collect();
        let deaths = self.deaths.lock().expect("a lock");
        let is_spared = |deaths: &Deaths| deaths.alone >= ALONE || deaths.all >= DEATHS;
        let died = events.iter().any(|event| deaths.get(event).is_some_and(is_spared));
        let mut at_work = self.at_work.lock().expect("a lock");
        let mut invocations = self.invocations.lock().expect("a lock");
        let others = at_work.iter().filter_map(|number| invocations.get(number));
        let is_at_work = others.flat_map(|other| &other.events).any(|event| events.contains(event));
        life.spare(died || is_at_work);
        at_work.insert(number);
        let (began, events) = (self.time.now().as_millisecond(), events.into_iter().collect());
        let invocation = Invocation { began, died: false, outlived: false, events };
        invocations.insert(number, invocation);
        number
    }

    /// What it had claimed by itself may be taken for what killed it. Where it had stood still before,
    /// it may have recorded what was no longer its own.
    fn died(&self, number: u64, is_late: bool) {
        let rows = self.world.ledger.double.rows().into_iter();
        let alone = rows.filter(|row| row.phase == Phase::Claimed && !row.shared);
        let alone: BTreeSet<usize> = alone.map(|row| event_of(&row.message)).collect();
        let how = |invocation: &mut Invocation| {
            (invocation.died, invocation.outlived) = (true, is_late);
        };
        self.ended(number, how, |event| alone.contains(event));
    }

    /// It stood still until its claims were no longer its own.
    fn outlived(&self, number: u64) {
        self.ended(number, |invocation| invocation.outlived = true, |_| true);
    }

    fn ended(
        &self,
        number: u64,
        how: impl FnOnce(&mut Invocation),
        is_alone: impl Fn(&usize) -> bool,
    ) {
        let mut invocations = self.invocations.lock().expect("a lock");
        let Some(invocation) = invocations.get_mut(&number) else { return };
        how(invocation);
        let mut deaths = self.deaths.lock().expect("a lock");
        for event in &invocation.events {
            let deaths = deaths.entry(*event).or_default();
            deaths.all += 1;
            deaths.alone += usize::from(is_alone(event));
        }
    }
}
