//! The dispatcher, each minute, and now and then a second one beside it. Who dies is replaced with
//! the next minute.

use std::sync::atomic::Ordering;
use std::time::Duration;

use dispatcher::{Clock, Dispatcher};
use jiff::SignedDuration;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::chaos::fleet::Fleet;
use crate::chaos::outside::Beyond;
use crate::doubles::Life;

/// How often one is invoked, as deployed.
const EVERY: Duration = Duration::from_mins(1);

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_secs(90);

/// Within so many minutes a second one is invoked: a schedule may say a minute twice.
const SECOND: u64 = 40;

/// A dispatcher dies at one of its first so many remote calls.
const CALLS: usize = 3_000;

impl Fleet {
    /// One process after the other, until nothing is left to do.
    pub(super) async fn dispatcher(&self, end: Duration) {
        while !self.is_over(end) {
            let (life, dispatcher) = self.born();
            let is_upgraded = self.releases.is_upgraded(self.time.elapsed());
            let skew = self.skew();
            while !self.is_over(end)
                && self.releases.is_upgraded(self.time.elapsed()) == is_upgraded
            {
                let next = Instant::now() + EVERY;
                let survives = self.run(&life, &dispatcher, skew).await;
                sleep_until(next).await;
                if !survives {
                    break;
                }
            }
        }
    }

    /// Another one at any time, for one run.
    pub(super) async fn second_dispatcher(&self, end: Duration) {
        while !self.is_over(end) {
            let minutes = self.dice.lock().expect("a lock").u64(1..SECOND);
            sleep(Duration::from_mins(minutes)).await;
            let (life, dispatcher) = self.born();
            let skew = self.skew();
            self.run(&life, &dispatcher, skew).await;
        }
    }

    fn born(&self) -> (Life, Dispatcher<Beyond>) {
        let life = self.life(CALLS);
        let links = self.world.dispatcher_links(&life);
        let dispatcher = Dispatcher::new(self.releases.at(self.time.elapsed()), links)
            .with_ids(self.ids.clone());
        (life, dispatcher)
    }

    /// One run. Whether it was survived; a run that fails is.
    async fn run(
        &self,
        life: &Life,
        dispatcher: &Dispatcher<Beyond>,
        skew: SignedDuration,
    ) -> bool {
        let now = self.time.now() + skew;
        let clock = Clock::new(now, now + INVOCATION);
        let run = timeout(INVOCATION, life.invocation(dispatcher.run(&clock))).await;
        self.reached.lock().expect("a lock").extend(life.seams());
        let survives = matches!(run, Ok(Some(Ok(()) | Err(_))));
        self.dispatchers_died.fetch_add(usize::from(!survives), Ordering::Relaxed);
        survives
    }
}
