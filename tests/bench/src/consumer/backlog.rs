//! Events that wait, and their delivery.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use classifier::HttpClassifier;
use consumer::{Clock, Consumer, Links, Message, Record};
use futures::StreamExt;
use jiff::Timestamp;
use objects::HttpObjects;
use pipeline::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryInbox, MemoryIndex, MemoryLedger,
    MemoryOrders, MemorySpend, MemoryVault,
};
use pipeline::scene::{Scene, message, start};
use serde_json::Value;
use standin::Control;

use super::counted::{Counted, Tallied};

/// How the mapping of the template delivers a backlog: five pollers fill their batches (1,000
/// messages or 5 s) side by side, so that each has a fifth of it.
pub(super) const POLLERS: usize = 5;

/// A fleet's world: one API, one set of tables.
pub(crate) struct Backlog {
    scene: Scene,
    ledger: Counted<MemoryLedger>,
    answers: Counted<MemoryAnswers>,
    index: Counted<MemoryIndex>,
    budget: Counted<MemoryBudget>,
    inbox: Counted<MemoryInbox>,
    units: Arc<AtomicUsize>,
    hides: Arc<AtomicUsize>,
}

/// What a delivery came to.
pub(crate) struct Delivered {
    /// Calls of the API.
    pub calls: usize,
    /// Items that these calls asked for.
    pub paid: usize,
    /// Write units.
    pub units: usize,
    /// Requests to the queue.
    pub hides: usize,
    /// Seconds until the last invocation ended.
    pub seconds: f64,
}

impl Backlog {
    pub async fn new() -> Self {
        let (units, hides) = (Arc::default(), Arc::default());
        Self {
            scene: Scene::new().await,
            ledger: Counted::new(MemoryLedger::default(), &units),
            answers: Counted::new(MemoryAnswers::default(), &units),
            index: Counted::new(MemoryIndex::default(), &units),
            budget: Counted::new(MemoryBudget::default(), &units),
            inbox: Counted::new(MemoryInbox::default(), &hides),
            units,
            hides,
        }
    }

    /// How long the API takes for each call.
    pub fn answer_in(&self, latency: Duration) {
        let latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.scene.standin.set(Control { latency_ms, ..Control::default() });
    }

    /// So many events of one item each, as the door seals them; numbered from `first`.
    pub async fn events(&self, count: usize, first: usize) -> Vec<Message> {
        let sent = self.scene.outbox.sent().len();
        for number in first..first + count {
            let (sku, description) = (format!("SKU-{number}"), format!("Ceramic mug {number}"));
            self.scene.post(&format!("msg_{number}"), &[(&sku, &description)]).await;
        }
        let sealed = self.scene.outbox.sent().into_iter().enumerate().skip(sent);
        sealed.map(|(place, sealed)| message(&format!("m{place}"), sealed.json())).collect()
    }

    /// One event of the catalogue, as the door seals it at this time.
    pub async fn event(&self, id: &str, body: &Value, now: Timestamp) -> Message {
        let body = body.to_string();
        let request = self.scene.request_at("catalog", id, body.as_bytes(), now);
        self.scene.door.answer(request).await;
        let sealed = self.scene.outbox.take().pop().expect("the door accepts it");
        let Message { record, body } = message(id, sealed.json());
        Message { record: Record { sent_at: now, ..record }, body }
    }

    /// So many processes that have started.
    pub fn fleet(&self, size: usize) -> Vec<Consumer<Tallied>> {
        std::iter::repeat_with(|| self.process()).take(size).collect()
    }

    /// Delivers them to a fleet at once, a batch to each process.
    pub async fn deliver(&self, messages: &[Message], fleet: &[Consumer<Tallied>]) -> Delivered {
        self.deliver_at(messages, fleet, start()).await
    }

    /// The same at this time.
    pub async fn deliver_at(
        &self,
        messages: &[Message],
        fleet: &[Consumer<Tallied>],
        now: Timestamp,
    ) -> Delivered {
        let before = self.tally();
        let began = Instant::now();
        let batches = messages.chunks(messages.len().div_ceil(fleet.len()));
        let invocations = batches.zip(fleet).map(|(batch, process)| invoke(process, batch, now));
        let returned = futures::stream::iter(invocations).buffer_unordered(16);
        let returned: usize = returned.collect::<Vec<_>>().await.into_iter().sum();
        assert_eq!(returned, 0, "undisturbed, every message is acknowledged");
        let seconds = began.elapsed().as_secs_f64();
        let after = self.tally();
        Delivered {
            calls: after.calls - before.calls,
            paid: after.paid - before.paid,
            units: after.units - before.units,
            hides: after.hides - before.hides,
            seconds,
        }
    }

    fn process(&self) -> Consumer<Tallied> {
        let links = Links::<Tallied> {
            ledger: self.ledger.clone(),
            answers: self.answers.clone(),
            index: self.index.clone(),
            orders: MemoryOrders::default(),
            api: HttpClassifier::new().expect("a client"),
            objects: HttpObjects::new().expect("a client"),
            budget: self.budget.clone(),
            spend: MemorySpend::default(),
            holds: MemoryHolds::default(),
            inbox: self.inbox.clone(),
            secrets: MemoryVault::default(),
            bodies: MemoryBodies::default(),
        };
        Consumer::new(self.scene.settings.clone(), links)
    }

    fn tally(&self) -> Tally {
        let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let calls = self.scene.standin.calls();
        let paid = calls.iter().filter(|call| call.paid);
        Tally {
            calls: calls.len(),
            paid: paid.map(|call| call.item_ids.len()).sum(),
            units: count(&self.units),
            hides: count(&self.hides),
        }
    }
}

/// Everything so far.
struct Tally {
    calls: usize,
    paid: usize,
    units: usize,
    hides: usize,
}

/// One invocation; how many messages it returned.
async fn invoke(process: &Consumer<Tallied>, batch: &[Message], now: Timestamp) -> usize {
    let clock = Clock::new(now, now + Duration::from_mins(15));
    process.consume(batch.to_vec(), &clock).await.len()
}
