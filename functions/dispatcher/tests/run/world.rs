//! The networks in memory, and the minutes that go by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use budget::{BudgetTable, State};
use dispatcher::{
    Clock, Dispatcher, LaneTable, Letter, Links, NotSent, Outbox, Outside, Stamped, Swapped,
};
use holds::{Hold, HoldTable, Holds, Kind};
use ids::Ids;
use jiff::Timestamp;
use ledger::{
    Marked, Phase, Place, Priority, Row, Seen, Spent, Wait, WaitCause, Waiter, WaitingPages,
    WaitingTable, turn,
};
use settings::Settings;
use tokio::time::{Instant, sleep};

/// Longer than a run goes on, as the template has it.
const TIMEOUT: Duration = Duration::from_secs(90);

/// Everything, shared by all that hold a clone.
#[derive(Clone)]
pub struct World {
    inner: Arc<Mutex<Inner>>,
    start: Timestamp,
    started: Instant,
}

#[derive(Default)]
pub struct Inner {
    pub rows: BTreeMap<String, Row>,
    index: BTreeMap<(String, String, String), Waiter>,
    pub lanes: BTreeSet<String>,
    pub budgets: BTreeMap<String, budget::Stamped>,
    pub holds: Holds,
    pub memories: BTreeMap<String, Stamped>,
    /// Every message, and when the queue had it.
    pub queue: Vec<(Timestamp, Letter)>,
    /// Messages of each request.
    pub requests: Vec<usize>,
    /// How many rows of the index were read.
    pub rows_read: usize,
    pub fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// The queue has the messages, and the dispatcher never learns of it.
    DeadAfterSend,
    /// Each event was worked on and parked anew since the index showed it.
    ParkedAnew,
    /// No row can be marked.
    NoMarks,
    /// The queue refuses each second message.
    HalfTaken,
    /// The queue is not there.
    NoQueue,
    /// The budget of this API is not to be had.
    NoBudget(&'static str),
}

impl World {
    pub fn new() -> Self {
        let start = "2026-11-26T12:00:00Z".parse().expect("a time");
        Self { inner: Arc::default(), start, started: Instant::now() }
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nobody panicked")
    }

    pub fn now(&self) -> Timestamp {
        self.start + self.started.elapsed()
    }

    /// So many seconds after the beginning.
    pub fn at(&self, seconds: i64) -> Timestamp {
        self.start + jiff::SignedDuration::from_secs(seconds)
    }

    pub fn dispatcher(&self, sources: &str) -> Dispatcher<World> {
        let settings = Settings::parse(sources).expect("settings");
        let link = || self.clone();
        let links =
            Links { waiting: link(), budget: link(), holds: link(), lanes: link(), outbox: link() };
        Dispatcher::new(&settings, links).with_ids(Ids::seeded(1))
    }

    /// One run, and what is left of its minute.
    pub async fn minute(&self, dispatcher: &Dispatcher<World>) -> Result<(), dispatcher::Failed> {
        let next = Instant::now() + Duration::from_mins(1);
        let ended = dispatcher.run(&self.clock()).await;
        tokio::time::sleep_until(next).await;
        ended
    }

    pub async fn minutes(&self, dispatcher: &Dispatcher<World>, minutes: u32) {
        for _ in 0..minutes {
            self.minute(dispatcher).await.expect("a run");
        }
    }

    pub fn clock(&self) -> Clock {
        Clock::new(self.now(), self.now() + TIMEOUT)
    }

    /// Parks an event in the lane `api`, due in an hour, for want of the rate.
    pub fn park(&self, event: &str, tenant: &str) -> Parking<'_> {
        Parking {
            world: self,
            event: event.to_owned(),
            tenant: tenant.to_owned(),
            lane: "api".to_owned(),
            priority: Priority::Webhook,
            cause: WaitCause::Rate,
            due: self.now() + Duration::from_hours(1),
            parked_at: self.now(),
            units: 1,
            body: "{}".to_owned(),
        }
    }

    /// Parks `count` events of a tenant.
    pub fn park_many(&self, tenant: &str, count: usize) {
        for number in 0..count {
            self.park(&format!("shop#{tenant}#{number:06}"), tenant).now();
        }
    }

    /// The events that the queue has, in their order.
    pub fn sent(&self) -> Vec<String> {
        self.lock().queue.iter().map(|(_, letter)| letter.event.clone()).collect()
    }

    /// How many of them are this tenant's.
    pub fn sent_of(&self, tenant: &str) -> usize {
        self.lock().queue.iter().filter(|(_, letter)| letter.tenant == tenant).count()
    }

    pub fn phase(&self, event: &str) -> Option<Phase> {
        self.lock().rows.get(event).map(|row| row.phase)
    }

    pub fn set_budget(&self, api: &str, state: State) {
        let stamped = budget::Stamped { state, stamp: "test".to_owned() };
        self.lock().budgets.insert(api.to_owned(), stamped);
    }

    pub fn hold(&self, kind: Kind, name: &str) {
        let hold =
            Hold { kind, name: name.to_owned(), reason: String::new(), since: None, by: None };
        self.lock().holds.0.push(hold);
    }
}

/// An event about to be parked.
pub struct Parking<'w> {
    world: &'w World,
    event: String,
    tenant: String,
    pub lane: String,
    pub priority: Priority,
    pub cause: WaitCause,
    pub due: Timestamp,
    pub parked_at: Timestamp,
    pub units: u32,
    pub body: String,
}

impl Parking<'_> {
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn now(self) {
        let mut inner = self.world.lock();
        let token = format!("{}@{}", self.event, inner.rows.len());
        inner.lanes.insert(self.lane.clone());
        let wait = Wait {
            turn: turn(self.priority, &self.tenant, self.due),
            lane: self.lane,
            tenant: self.tenant,
            source: self.event.split('#').next().unwrap_or_default().to_owned(),
            cause: self.cause,
            due: self.due,
            parked_at: self.parked_at,
            units: self.units,
            envelope: self.body,
            retention_s: 3_888_000,
        };
        inner.put(Row {
            event: self.event,
            phase: Phase::Waiting,
            token,
            lease_until: self.parked_at,
            claimed_at: self.parked_at,
            digest: String::new(),
            polled: false,
            revision: String::new(),
            message: String::new(),
            request_id: String::new(),
            calls: Vec::new(),
            shared: false,
            tries: 0,
            failed_gets: 0,
            abandoned: 0,
            shared_deaths: 0,
            spent: Spent::default(),
            waits: 1,
            first_received: self.parked_at,
            unconfirmed: Vec::new(),
            suspects: 0,
            superseded: 0,
            reason: None,
            wait: Some(wait),
            expires_at: None,
        });
    }
}

impl Inner {
    fn put(&mut self, row: Row) {
        if let Some(was) = self.rows.get(&row.event).and_then(key_of) {
            self.index.remove(&was);
        }
        if let (Some(key), Some(wait)) = (key_of(&row), &row.wait) {
            self.index.insert(key, waiter(&row, wait));
        }
        self.rows.insert(row.event.clone(), row);
    }

    fn seen(&self, key: &(String, String, String)) -> Option<Seen> {
        let waiter = self.index.get(key)?;
        let place = Place { turn: key.1.clone(), event: key.2.clone() };
        Some(Seen { place, waiter: Some(waiter.clone()) })
    }
}

fn key_of(row: &Row) -> Option<(String, String, String)> {
    let wait = row.wait.as_ref()?;
    Some((wait.lane.clone(), wait.turn.clone(), row.event.clone()))
}

fn waiter(row: &Row, wait: &Wait) -> Waiter {
    Waiter {
        event: row.event.clone(),
        token: row.token.clone(),
        turn: wait.turn.clone(),
        tenant: wait.tenant.clone(),
        cause: wait.cause,
        due: wait.due,
        parked_at: wait.parked_at,
        first_received: row.first_received,
        units: wait.units,
    }
}

impl WaitingPages for World {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, ledger::Unavailable> {
        assert!(!beyond.is_empty(), "DynamoDB takes no empty key");
        let mut inner = self.lock();
        inner.rows_read += 1;
        let from = (lane.to_owned(), beyond.to_owned(), char::MAX.to_string());
        let found = inner.index.range(from..).map(|(key, _)| key.clone()).next();
        Ok(found.filter(|key| key.0 == lane).and_then(|key| inner.seen(&key)))
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, ledger::Unavailable> {
        let mut inner = self.lock();
        let behind = behind.map(|place| (place.turn.clone(), place.event.clone()));
        let (turn, event) = behind.clone().unwrap_or((turns.to_owned(), String::new()));
        let keys = inner.index.range((lane.to_owned(), turn, event)..).map(|(key, _)| key.clone());
        let keys = keys.take_while(|key| key.0 == lane && key.1.starts_with(turns));
        let is_new = |key: &(String, String, String)| {
            behind.as_ref().is_none_or(|(turn, event)| (&key.1, &key.2) != (turn, event))
        };
        let keys: Vec<_> = keys.filter(is_new).take(limit).collect();
        inner.rows_read += keys.len();
        Ok(keys.iter().filter_map(|key| inner.seen(key)).collect())
    }
}

impl WaitingTable for World {
    async fn lanes(&self) -> Result<BTreeSet<String>, ledger::Unavailable> {
        Ok(self.lock().lanes.clone())
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, ledger::Unavailable> {
        let inner = self.lock();
        let row = inner.rows.get(event).cloned();
        let anew = |row: Row| Row { token: "another".to_owned(), ..row };
        Ok(if inner.fault == Fault::ParkedAnew { row.map(anew) } else { row })
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, ledger::Unavailable> {
        let mut inner = self.lock();
        if inner.fault == Fault::NoMarks {
            return Err(ledger::Unavailable("planted".to_owned()));
        }
        let row = inner.rows.get(event).cloned();
        let row = row.filter(|row| row.phase == Phase::Waiting && row.token == token);
        let Some(row) = row else { return Ok(Marked::No) };
        let expires_at = Some(expires_at);
        inner.put(Row { phase: Phase::Released, wait: None, expires_at, ..row });
        Ok(Marked::Yes)
    }

    async fn wake(&self, _: &str, _: &str, _: Timestamp) -> Result<Marked, ledger::Unavailable> {
        unreachable!("the dispatcher wakes nobody")
    }
}

impl BudgetTable for World {
    async fn swap(
        &self,
        api: &str,
        new: &budget::Stamped,
        was: &str,
    ) -> Result<budget::Swapped, budget::Unavailable> {
        let mut inner = self.lock();
        let found = inner.budgets.get(api).cloned().unwrap_or_default();
        if found.stamp != was {
            return Ok(budget::Swapped::No(found));
        }
        inner.budgets.insert(api.to_owned(), new.clone());
        Ok(budget::Swapped::Yes)
    }

    async fn look(&self, api: &str) -> Result<budget::Stamped, budget::Unavailable> {
        let inner = self.lock();
        if inner.fault == Fault::NoBudget("api") && api == "api" {
            return Err(budget::Unavailable("planted".to_owned()));
        }
        Ok(inner.budgets.get(api).cloned().unwrap_or_default())
    }
}

impl HoldTable for World {
    async fn read(&self) -> Result<Holds, holds::Unavailable> {
        Ok(self.lock().holds.clone())
    }
}

impl LaneTable for World {
    async fn look(&self, lane: &str) -> Result<Stamped, dispatcher::Unavailable> {
        let found = self.lock().memories.get(lane).cloned().unwrap_or_default();
        // As over a network: others come between.
        tokio::task::yield_now().await;
        Ok(found)
    }

    async fn swap(
        &self,
        lane: &str,
        new: &Stamped,
        was: &str,
    ) -> Result<Swapped, dispatcher::Unavailable> {
        let mut inner = self.lock();
        let found = inner.memories.get(lane).cloned().unwrap_or_default();
        if found.stamp != was {
            return Ok(Swapped::No(found));
        }
        inner.memories.insert(lane.to_owned(), new.clone());
        Ok(Swapped::Yes)
    }
}

impl Outbox for World {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        sleep(Duration::from_millis(20)).await;
        let now = self.now();
        let fault = self.lock().fault;
        if fault == Fault::NoQueue {
            return Err(NotSent("planted".to_owned()));
        }
        let is_taken = |place: usize| fault != Fault::HalfTaken || place.is_multiple_of(2);
        let code = |place| (!is_taken(place)).then(|| "InternalError".to_owned());
        let codes: Vec<_> = (0..letters.len()).map(code).collect();
        let taken = letters.iter().zip(&codes).filter(|(_, code)| code.is_none());
        {
            let mut inner = self.lock();
            inner.requests.push(letters.len());
            inner.queue.extend(taken.map(|(letter, _)| (now, letter.clone())));
        }
        if fault == Fault::DeadAfterSend {
            std::future::pending::<()>().await;
        }
        Ok(codes)
    }
}

impl Outside for World {
    type Waiting = World;
    type Budget = World;
    type Holds = World;
    type Lanes = World;
    type Outbox = World;
}

/// A sources file with an API of this rate, and another without one; `pim` fetches objects.
pub fn sources(rate: &str) -> String {
    let api = |name: &str, rate: &str| {
        format!("[api.{name}]\nbase_url = \"https://{name}.example\"\nkey = \"env:KEY\"\n{rate}\n")
    };
    let rate = if rate.is_empty() { String::new() } else { format!("rate = {{ {rate} }}") };
    format!(
        r#"{}{}
        [source.shop]
        scheme = "standard-webhooks"
        tenant = "acme"
        api = "api"
        secrets = ["env:SECRET"]

        [source.pim]
        scheme = "standard-webhooks"
        tenant = "acme"
        api = "api"
        secrets = ["env:SECRET_OF_PIM"]
        types = {{ "product.changed" = "hydrate" }}
        hydrate = {{ base_url = "https://pim.example", key = "env:PIM_KEY", rate = {{ calls = 60, per_s = 60 }} }}
        "#,
        api("api", &rate),
        api("other", ""),
    )
}
