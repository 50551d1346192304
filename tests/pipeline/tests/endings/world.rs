//! A queue, tables and an API in this process, and one invocation after the other.

use std::time::Duration;

use consumer::{Clock, Consumer, Links, Message, Outside};
use jiff::Timestamp;
use objects::HttpObjects;
use pipeline::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryInbox, MemoryIndex, MemoryLedger,
    MemoryOrders, MemoryQueue, MemorySpend, MemoryVault,
};
use pipeline::scene::{Scene, start};
use settings::{ApiRate, Settings};

use crate::api::Api;
use crate::slow::Slow;

/// What an invocation has, as deployed.
pub const INVOCATION: Duration = Duration::from_mins(15);

/// Everything in this process.
#[derive(Clone, Copy, Debug)]
pub struct Here;

impl Outside for Here {
    type Ledger = Slow<MemoryLedger>;
    type Answers = Slow<MemoryAnswers>;
    type Index = MemoryIndex;
    type Orders = MemoryOrders;
    type Api = Api;
    type Objects = HttpObjects;
    type Budget = MemoryBudget;
    type Spend = MemorySpend;
    type Holds = MemoryHolds;
    type Inbox = MemoryInbox;
    type Secrets = MemoryVault;
    type Bodies = MemoryBodies;
}

/// The world of a test.
pub struct World {
    pub ledger: MemoryLedger,
    pub answers: MemoryAnswers,
    pub api: Api,
    pub queue: MemoryQueue,
    inbox: MemoryInbox,
    settings: Settings,
    /// How long each call of a table takes.
    pub slowness: Duration,
    budget: MemoryBudget,
}

impl World {
    /// One event each for these descriptions, in the queue.
    pub async fn of(descriptions: &[String], api: Api) -> Self {
        let scene = Scene::with(Scene::look_up).await;
        for (number, description) in descriptions.iter().enumerate() {
            let sku = format!("SKU-{number}");
            scene.post(&format!("msg_{number}"), &[(&sku, description)]).await;
        }
        let mut queue = MemoryQueue::default();
        scene.messages().into_iter().for_each(|message| queue.send(message));
        Self {
            ledger: scene.ledger.clone(),
            answers: scene.answers.clone(),
            api,
            queue,
            inbox: scene.inbox.clone(),
            settings: scene.settings.clone(),
            slowness: Duration::ZERO,
            budget: scene.budget.clone(),
        }
    }

    fn consumer(&self) -> Consumer<Here> {
        let links = Links {
            ledger: Slow(self.ledger.clone(), self.slowness),
            answers: Slow(self.answers.clone(), self.slowness),
            index: MemoryIndex::default(),
            orders: MemoryOrders::default(),
            api: self.api.clone(),
            objects: HttpObjects::new().expect("a client"),
            budget: self.budget.clone(),
            spend: MemorySpend::default(),
            holds: MemoryHolds::default(),
            inbox: self.inbox.clone(),
            secrets: MemoryVault::default(),
            bodies: MemoryBodies::default(),
        };
        Consumer::new(self.settings.clone(), links)
    }

    /// From now on every API takes this rate.
    pub fn rate(&mut self, rate: ApiRate) {
        for api in self.settings.apis.values_mut() {
            api.rate = Some(rate);
        }
    }

    /// One invocation of a fresh process. Whether it came to its end.
    pub async fn invoke(&mut self, now: Timestamp) -> bool {
        self.invoke_for(now, INVOCATION).await
    }

    /// The same, where an invocation has so long.
    pub async fn invoke_for(&mut self, now: Timestamp, invocation: Duration) -> bool {
        let batch = self.queue.receive(now);
        let returned = self.consume_for(batch.clone(), now, invocation).await;
        self.queue.end(batch, returned.as_deref(), &self.inbox, now);
        returned.is_some()
    }

    /// The ids that an invocation returns; nothing if it died.
    pub async fn consume(&self, batch: Vec<Message>, now: Timestamp) -> Option<Vec<String>> {
        self.consume_for(batch, now, INVOCATION).await
    }

    async fn consume_for(
        &self,
        batch: Vec<Message>,
        now: Timestamp,
        invocation: Duration,
    ) -> Option<Vec<String>> {
        let clock = Clock::new(now, now + invocation);
        tokio::select! {
            returned = self.consume_until(batch, &clock) => Some(returned),
            () = self.api.killed.notified() => None,
        }
    }

    /// The ids that an invocation with this clock returns.
    pub async fn consume_until(&self, batch: Vec<Message>, clock: &Clock) -> Vec<String> {
        self.consumer().consume(batch, clock).await
    }

    /// Works until the queue is drained, or for so many invocations. How many of them died.
    pub async fn drain(&mut self, most: usize) -> usize {
        let mut deaths = 0;
        for _invocation in 0..most {
            let Some(now) = self.queue.next_at() else { break };
            deaths += usize::from(!self.invoke(now.max(start())).await);
        }
        deaths
    }
}
