//! Playing a scenario, with deaths, until the queue is drained.

use std::collections::BTreeSet;
use std::time::Duration;

use consumer::{Clock, Consumer};
use jiff::Timestamp;
use pipeline::doubles::{Life, MAX_RECEIVES, MemoryQueue};
use pipeline::scene::Scene;

use crate::end::End;
use crate::scenario::Scenario;

/// Invocations that a scenario may take: a refused message takes all its receives, and each
/// message may be received by itself.
const MOST_INVOCATIONS: u32 = 3 * MAX_RECEIVES;

/// What a scenario comes to if invocations die as `life` says.
pub async fn play(scenario: Scenario, life: &Life) -> End {
    let (scene, queue) = scenario.set().await;
    let mut stage = Stage { scene, queue, life, most_paid: scenario.most_paid() };
    for _invocation in 0..MOST_INVOCATIONS {
        let Some(now) = stage.queue.next_with(&stage.scene.ledger).await else {
            return End::of(&stage.scene, &stage.queue);
        };
        stage.invoke(now).await;
    }
    panic!("{scenario:?} does not end: {:?}", stage.scene.ledger.rows());
}

struct Stage<'l> {
    scene: Scene,
    queue: MemoryQueue,
    life: &'l Life,
    most_paid: usize,
}

impl Stage<'_> {
    /// One invocation of a fresh process, in the 15 minutes it has as deployed.
    async fn invoke(&mut self, now: Timestamp) {
        let batch = self.queue.receive(now);
        let (recorded, calls) = (self.recorded(), self.scene.standin.calls().len());
        let links = self.life.links(self.scene.links());
        let consumer = Consumer::new(self.scene.settings.clone(), links);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let returned = self.life.invocation(consumer.consume(batch.clone(), &clock)).await;
        self.queue.end(batch, returned.as_deref(), &self.scene.inbox, now);
        self.check_paid_since(calls, recorded);
    }

    /// Nothing was paid for that was on record when the invocation began, or asked in it before.
    /// A call names its items by the marks of their contents.
    fn check_paid_since(&self, calls: usize, mut known: BTreeSet<String>) {
        let since = self.scene.standin.calls().into_iter().skip(calls);
        for item in since.filter(|call| call.paid).flat_map(|call| call.item_ids) {
            assert!(known.insert(item.clone()), "{item} is paid for, and on record already");
        }
        let paid = self.scene.standin.calls().into_iter().filter(|call| call.paid).count();
        assert!(paid <= self.most_paid, "{paid} calls are paid for: {:?}", self.life);
    }

    fn recorded(&self) -> BTreeSet<String> {
        let rows = self.scene.answers.rows().into_iter();
        rows.filter(|row| row.hts_code.is_some()).map(|row| row.mark.to_string()).collect()
    }
}
