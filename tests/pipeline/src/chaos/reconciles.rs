//! Reconcile, each minute. Who dies is replaced with the next minute.

use std::time::Duration;

use reconcile::{Clock, Links, Reconcile};
use tokio::time::{Instant, sleep_until, timeout};

use crate::chaos::fleet::Fleet;
use crate::chaos::outside::Beyond;
use crate::chaos::planted::PlantedCursors;
use crate::doubles::Life;

/// How often it is invoked, as deployed.
const EVERY: Duration = Duration::from_mins(1);

/// What an invocation has, as deployed.
const INVOCATION: Duration = Duration::from_secs(90);

/// It dies at one of its first so many remote calls.
const CALLS: usize = 2_000;

impl Fleet {
    /// One process after the other, until nothing is left to do.
    pub(super) async fn reconcile(&self, end: Duration) {
        while !self.is_over(end) {
            let life = self.life(CALLS);
            let is_upgraded = self.releases.is_upgraded(self.time.elapsed());
            let settings = self.releases.at(self.time.elapsed()).clone();
            let links = self.reconcile_links(&life);
            let reconcile = Reconcile::new(settings, links).with_ids(self.ids.clone());
            let skew = self.skew();
            while !self.is_over(end)
                && self.releases.is_upgraded(self.time.elapsed()) == is_upgraded
            {
                let (next, now) = (Instant::now() + EVERY, self.time.now() + skew);
                let clock = Clock::new(now, now + INVOCATION);
                let run = timeout(INVOCATION, life.invocation(reconcile.run(&clock))).await;
                sleep_until(next).await;
                if !matches!(run, Ok(Some(_))) {
                    break;
                }
            }
        }
    }

    fn reconcile_links(&self, life: &Life) -> Links<Beyond> {
        let world = &self.world;
        let poller = world.poller.of_process();
        let cursors = PlantedCursors::new(world.cursors.clone(), poller.clone(), life);
        Links {
            cursors: life.wrap(cursors),
            feeds: life.wrap(world.feed.clone()),
            budget: life.wrap(world.budget.clone()),
            gaps: life.wrap(world.lanes.clone()),
            known: life.wrap(world.known.clone()),
            outbox: life.wrap(poller),
            bodies: life.wrap(world.bodies.clone()),
            secrets: life.wrap(world.vault.clone()),
        }
    }
}
